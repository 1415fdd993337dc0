/** What is known of a case besides its images and masks, and where in the images it can be seen. */
package org.substantia.viewer.findings;
