/** One class for each command: it parses its options, has the work done and reports. */
package org.substantia.cli.command;
