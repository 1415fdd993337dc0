/** What is known of a subject besides the images. */
package org.substantia.cohort.subject;
