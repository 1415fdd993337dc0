/** What makes images measure the wanted values: calibration of regions, the NM scale, the scanner's even shading. */
package org.substantia.synthesis.image.calibration;
