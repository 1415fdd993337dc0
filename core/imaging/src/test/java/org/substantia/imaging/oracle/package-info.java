/** Expected values made by the field's own tools. */
package org.substantia.imaging.oracle;
