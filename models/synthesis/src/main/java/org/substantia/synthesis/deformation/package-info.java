/**
 * How an anatomy becomes another person's: smooth invertible maps, nuclei grown to a wanted size, and their rendering.
 */
package org.substantia.synthesis.deformation;
