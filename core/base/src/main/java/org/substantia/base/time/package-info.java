/** Measured time. */
package org.substantia.base.time;
