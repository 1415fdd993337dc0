/** What the label maps do not hold: patterns within nuclei, veins, calcifications, cerebellar folia, crus cerebri. */
package org.substantia.synthesis.image.detail;
