/** Cases as training reads them again and again: made, stored and drawn. */
package org.substantia.segmentation.training.sample;
