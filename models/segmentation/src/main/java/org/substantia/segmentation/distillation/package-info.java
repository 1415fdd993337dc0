/** Distillation: several segmentation models become the teacher of one smaller segmenter. */
package org.substantia.segmentation.distillation;
