/** Optimizers and learning rates. */
package org.substantia.learning.optimization;
