/**
 * Adaptation curves: how well ways of adapting do when more and more cases are labeled. A way is an
 * {@link org.substantia.pipeline.adaptation.AdaptationMethod}; everything else is the same for all of them.
 */
package org.substantia.pipeline.adaptation;
