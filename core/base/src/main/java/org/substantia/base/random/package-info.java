/** Random numbers that are the same for the same seed on every Java release and machine. */
package org.substantia.base.random;
