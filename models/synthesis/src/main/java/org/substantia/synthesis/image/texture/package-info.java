/** Random fields: smooth ones, textures that repeat without a seam, and noise by voxel number. */
package org.substantia.synthesis.image.texture;
