/** Public encoders: their weight files, their networks, and what adapts them. */
package org.substantia.foundation;
