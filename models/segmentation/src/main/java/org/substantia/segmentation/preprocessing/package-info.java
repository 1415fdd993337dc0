/** From images as they are to the input of a network. */
package org.substantia.segmentation.preprocessing;
