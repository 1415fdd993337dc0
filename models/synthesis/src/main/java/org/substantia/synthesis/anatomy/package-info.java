/** The anatomy bank: real heads joined with real nuclei in one consistent anatomy, how it is built, stored and read. */
package org.substantia.synthesis.anatomy;
