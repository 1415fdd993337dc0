/** The anatomy bank: real heads joined with real nuclei in one consistent anatomy. */
package org.substantia.synthesis.anatomy;
