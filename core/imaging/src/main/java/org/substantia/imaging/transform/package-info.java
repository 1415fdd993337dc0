/** Rotations, rigid motions and similarities of space, in RAS millimeters. */
package org.substantia.imaging.transform;
