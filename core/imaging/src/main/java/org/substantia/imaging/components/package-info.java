/** Connected parts of masks and label maps. */
package org.substantia.imaging.components;
