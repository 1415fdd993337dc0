/** {@code substantia foundation}: public encoders in files. */
package org.substantia.cli.foundation;
