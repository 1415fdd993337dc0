/** JMH benchmarks; run by hand, never by the test suite. */
package org.substantia.benchmarks;
