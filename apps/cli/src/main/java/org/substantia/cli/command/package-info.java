/**
 * One class for each command, beside the runs that some of them start: it parses its options, has the work done and
 * reports. Commands with a family of their own have a package of their own.
 */
package org.substantia.cli.command;
