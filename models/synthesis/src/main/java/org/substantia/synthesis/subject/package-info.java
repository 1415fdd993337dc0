/** What was drawn for one synthetic subject, and the seeds of its case. */
package org.substantia.synthesis.subject;
