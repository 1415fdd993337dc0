/** How good a result is: the official score, overlap and surface metrics, and the statistics that compare results. */
package org.substantia.scoring;
