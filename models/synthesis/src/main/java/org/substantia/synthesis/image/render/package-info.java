/**
 * Images of a deformed anatomy: contrast, artifacts and calibration of T1, QSM and NM, with the masks that are their
 * truth.
 */
package org.substantia.synthesis.image.render;
