/** Where the nuclei lie in an image, from the output of the coarse network. */
package org.substantia.segmentation.localization;
