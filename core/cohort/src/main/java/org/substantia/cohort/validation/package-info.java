/** What may be wrong with a cohort, and who is in it twice. */
package org.substantia.cohort.validation;
