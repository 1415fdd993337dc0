/** The command {@code adapt}. */
package org.substantia.cli.adaptation;
