/** Tensors of Java arrays and of weight files, and back. */
package org.substantia.learning.tensor;
