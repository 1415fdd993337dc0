/** Files of PyTorch's {@code torch.save}, read by a pickle reader that runs nothing. */
package org.substantia.foundation.checkpoint.torch;
