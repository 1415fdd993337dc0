/** Tensors and training state on disk. */
package org.substantia.learning.checkpoint;
