/** Builds an anatomy bank: reads heads and masks, brings each head to each mask, and measures the result. */
package org.substantia.synthesis.anatomy.build;
