/** How well raters agree on the structures they drew. */
package org.substantia.scoring.agreement;
