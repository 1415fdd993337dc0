/** Makes many examples from one sample: named transforms, their random numbers drawn first and applied after. */
package org.substantia.segmentation.training.augmentation;
