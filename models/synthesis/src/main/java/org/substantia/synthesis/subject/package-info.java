/** Who the synthetic patients are: the statistical model, its sampler, and the best classification it allows. */
package org.substantia.synthesis.subject;
