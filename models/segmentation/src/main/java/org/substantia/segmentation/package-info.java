/** From images to label maps: preprocessing, localizing, the network, its training and the shipped model. */
package org.substantia.segmentation;
