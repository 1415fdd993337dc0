/** Checks a drawn mask against the rules of the drawing protocol, whoever drew it and however it is kept. */
package org.substantia.annotation.protocol;
