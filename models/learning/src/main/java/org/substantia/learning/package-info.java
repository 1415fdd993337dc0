/** Networks, losses, optimizers, checkpoints and devices, on libtorch; the lowest floor that knows tensors. */
package org.substantia.learning;
