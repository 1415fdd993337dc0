/** From images as they are to what the network reads. */
package org.substantia.segmentation.preprocessing;
