/** Rotations, rigid motions and similarities of space, in RAS millimetres. */
package org.substantia.imaging.transform;
