/** Samples, augmentation and the loop that trains a model. */
package org.substantia.segmentation.training;
