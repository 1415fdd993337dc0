/** Writing files so that a crash leaves no half of one. */
package org.substantia.base.io;
