/** What repeated cross-validations show, and how sure it is. */
package org.substantia.scoring.resampling;
