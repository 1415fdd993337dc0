/** Options that several commands share. */
package org.substantia.cli.option;
