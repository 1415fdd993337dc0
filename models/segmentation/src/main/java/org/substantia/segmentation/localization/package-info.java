/** Where the nuclei lie in an image, told from what the coarse network sees of them. */
package org.substantia.segmentation.localization;
