/** Of one training sample many examples: named transforms whose random numbers are drawn first and applied after. */
package org.substantia.segmentation.training.augmentation;
