/** Streams, progress, exit statuses and the version: what every command needs of the console. */
package org.substantia.cli.console;
