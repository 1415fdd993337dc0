/** Regions of interest cut out of a patient's images for an encoder. */
package org.substantia.foundation.roi;
