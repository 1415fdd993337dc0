/** From images to label maps: preprocessing, localising, the network, its training and the shipped model. */
package org.substantia.segmentation;
