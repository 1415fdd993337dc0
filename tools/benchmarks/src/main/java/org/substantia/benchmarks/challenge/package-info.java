/** The last hour of a challenge, played by clients of ours against a server of its own; run by hand. */
package org.substantia.benchmarks.challenge;
