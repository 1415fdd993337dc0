/** Short programs that use the libraries, one job each; the tests run them. */
package org.substantia.examples;
