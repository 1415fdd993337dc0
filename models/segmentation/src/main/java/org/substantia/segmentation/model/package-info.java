/** A trained model in memory and on disk. */
package org.substantia.segmentation.model;
