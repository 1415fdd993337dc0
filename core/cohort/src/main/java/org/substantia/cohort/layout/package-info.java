/** How the files of cases lie in folders and archives. */
package org.substantia.cohort.layout;
