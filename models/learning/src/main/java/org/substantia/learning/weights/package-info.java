/** Named tensors in files of the safetensors format; plain Java, no libtorch. */
package org.substantia.learning.weights;
