/** The whole server: store, workers and web in one process; and the demonstration. */
package org.substantia.challenge.server;
