/**
 * Makes many examples from one sample: named transforms, their random numbers drawn first and applied after. The
 * package is larger than others because each transform is a class of its own, and all of them are drawn together.
 */
package org.substantia.segmentation.training.augmentation;
