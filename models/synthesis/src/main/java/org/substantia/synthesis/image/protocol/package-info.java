/** How a subject is scanned: contrast, resolution, noise and artifacts, and the distributions they are drawn from. */
package org.substantia.synthesis.image.protocol;
