var e=globalThis,t=e.ShadowRoot&&(e.ShadyCSS===void 0||e.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,n=Symbol(),r=new WeakMap,i=class{constructor(e,t,r){if(this._$cssResult$=!0,r!==n)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,n=this.t;if(t&&e===void 0){let t=n!==void 0&&n.length===1;t&&(e=r.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),t&&r.set(n,e))}return e}toString(){return this.cssText}},a=e=>new i(typeof e==`string`?e:e+``,void 0,n),o=(e,...t)=>new i(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,n),s=(n,r)=>{if(t)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let t of r){let r=document.createElement(`style`),i=e.litNonce;i!==void 0&&r.setAttribute(`nonce`,i),r.textContent=t.cssText,n.appendChild(r)}},c=t?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return a(t)})(e):e,{is:l,defineProperty:u,getOwnPropertyDescriptor:d,getOwnPropertyNames:f,getOwnPropertySymbols:p,getPrototypeOf:m}=Object,h=globalThis,ee=h.trustedTypes,g=ee?ee.emptyScript:``,_=h.reactiveElementPolyfillSupport,v=(e,t)=>e,y={toAttribute(e,t){switch(t){case Boolean:e=e?g:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},b=(e,t)=>!l(e,t),x={attribute:!0,type:String,converter:y,reflect:!1,useDefault:!1,hasChanged:b};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=new WeakMap;var S=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=x){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&u(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=d(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??x}static _$Ei(){if(this.hasOwnProperty(v(`elementProperties`)))return;let e=m(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(v(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(v(`properties`))){let e=this.properties,t=[...f(e),...p(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(c(e))}else e!==void 0&&t.push(c(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return s(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?y:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?y:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??b)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};S.elementStyles=[],S.shadowRootOptions={mode:`open`},S[v(`elementProperties`)]=new Map,S[v(`finalized`)]=new Map,_?.({ReactiveElement:S}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var C=globalThis,w=e=>e,T=C.trustedTypes,te=T?T.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,ne=`$lit$`,E=`lit$${Math.random().toFixed(9).slice(2)}$`,re=`?`+E,ie=`<${re}>`,D=document,O=()=>D.createComment(``),ae=e=>e===null||typeof e!=`object`&&typeof e!=`function`,oe=Array.isArray,se=e=>oe(e)||typeof e?.[Symbol.iterator]==`function`,ce=`[ 	
\f\r]`,le=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,ue=/-->/g,de=/>/g,k=RegExp(`>|${ce}(?:([^\\s"'>=/]+)(${ce}*=${ce}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),fe=/'/g,pe=/"/g,me=/^(?:script|style|textarea|title)$/i,he=e=>(t,...n)=>({_$litType$:e,strings:t,values:n}),A=he(1),j=he(2),M=Symbol.for(`lit-noChange`),N=Symbol.for(`lit-nothing`),ge=new WeakMap,P=D.createTreeWalker(D,129);function _e(e,t){if(!oe(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return te===void 0?t:te.createHTML(t)}var ve=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=le;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===le?c[1]===`!--`?o=ue:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=k):(me.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=k):o=de:o===k?c[0]===`>`?(o=i??le,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?k:c[3]===`"`?pe:fe):o===pe||o===fe?o=k:o===ue||o===de?o=le:(o=k,i=void 0);let d=o===k&&e[t+1].startsWith(`/>`)?` `:``;a+=o===le?n+ie:l>=0?(r.push(s),n.slice(0,l)+ne+n.slice(l)+E+d):n+E+(l===-2?t:d)}return[_e(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},ye=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=ve(t,n);if(this.el=e.createElement(l,r),P.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=P.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(ne)){let t=u[o++],n=i.getAttribute(e).split(E),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Se:r[1]===`?`?Ce:r[1]===`@`?we:I}),i.removeAttribute(e)}else e.startsWith(E)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(me.test(i.tagName)){let e=i.textContent.split(E),t=e.length-1;if(t>0){i.textContent=T?T.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],O()),P.nextNode(),c.push({type:2,index:++a});i.append(e[t],O())}}}else if(i.nodeType===8){if(i.data===re)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(E,e+1))!==-1;)c.push({type:7,index:a}),e+=E.length-1}}a++}}static createElement(e,t){let n=D.createElement(`template`);return n.innerHTML=e,n}};function F(e,t,n=e,r){if(t===M)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=ae(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=F(e,i._$AS(e,t.values),i,r)),t}var be=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??D).importNode(t,!0);P.currentNode=r;let i=P.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new xe(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Te(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=P.nextNode(),a++)}return P.currentNode=D,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},xe=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=N,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=F(this,e,t),ae(e)?e===N||e==null||e===``?(this._$AH!==N&&this._$AR(),this._$AH=N):e!==this._$AH&&e!==M&&this._(e):e._$litType$===void 0?e.nodeType===void 0?se(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==N&&ae(this._$AH)?this._$AA.nextSibling.data=e:this.T(D.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=ye.createElement(_e(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new be(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=ge.get(e.strings);return t===void 0&&ge.set(e.strings,t=new ye(e)),t}k(t){oe(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(O()),this.O(O()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=w(e).nextSibling;w(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},I=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=N,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=N}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=F(this,e,t,0),a=!ae(e)||e!==this._$AH&&e!==M,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=F(this,r[n+o],t,o),s===M&&(s=this._$AH[o]),a||=!ae(s)||s!==this._$AH[o],s===N?e=N:e!==N&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===N?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Se=class extends I{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===N?void 0:e}},Ce=class extends I{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==N)}},we=class extends I{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=F(this,e,t,0)??N)===M)return;let n=this._$AH,r=e===N&&n!==N||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==N&&(n===N||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Te=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){F(this,e)}},Ee={M:ne,P:E,A:re,C:1,L:ve,R:be,D:se,V:F,I:xe,H:I,N:Ce,U:we,B:Se,F:Te},De=C.litHtmlPolyfillSupport;De?.(ye,xe),(C.litHtmlVersions??=[]).push(`3.3.3`);var Oe=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new xe(t.insertBefore(O(),e),e,void 0,n??{})}return i._$AI(e),i},ke=globalThis,L=class extends S{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Oe(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return M}};L._$litElement$=!0,L.finalized=!0,ke.litElementHydrateSupport?.({LitElement:L});var Ae=ke.litElementPolyfillSupport;Ae?.({LitElement:L}),(ke.litElementVersions??=[]).push(`4.2.2`);var je={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},Me=e=>(...t)=>({_$litDirective$:e,values:t}),Ne=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},{I:Pe}=Ee,Fe=e=>e,Ie=()=>document.createComment(``),Le=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new Pe(r.insertBefore(Ie(),i),r.insertBefore(Ie(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=Fe(e).nextSibling;Fe(r).insertBefore(e,i),e=t}}}return n},R=(e,t,n=e)=>(e._$AI(t,n),e),Re={},ze=(e,t=Re)=>e._$AH=t,Be=e=>e._$AH,Ve=e=>{e._$AR(),e._$AA.remove()},He=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},Ue=Me(class extends Ne{constructor(e){if(super(e),e.type!==je.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=Be(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=R(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=R(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=R(i[d],a[m]),Le(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=R(i[f],a[p]),Le(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=He(o,p,m),u=He(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=Le(e,i[d]);R(t,a[p]),c[p]=t}else c[p]=R(n,a[p]),Le(e,i[d],n),i[t]=null;p++}else Ve(i[f]),f--}else Ve(i[d]),d++;for(;p<=m;){let t=Le(e,c[m+1]);R(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&Ve(e)}return this.ut=o,ze(e,c),M}}),We={"customer.unnamed":`Kunde`,"customer.EPHEMERAL":`Anonymer Besucher`,"customer.IDENTIFIED":`Identifiziert`,"customer.CURATED":`Kontakt`,"customer.identifiers":`Kennungen`,"customer.segments":`Segmente`,"identifier.PHONE":`Telefon`,"identifier.EMAIL":`E-Mail`,"identifier.COOKIE":`Cookie`,"identifier.EXTERNAL_ID":`Externe ID`,"identifier.SOCIAL_LINE":`LINE`,"identifier.SOCIAL_FACEBOOK":`Facebook`,"identifier.SOCIAL_TWITTER":`Twitter`,"identifier.SOCIAL_WHATSAPP":`WhatsApp`,"identifier.SOCIAL_WHATSAPP_BSUID":`WhatsApp-Business-ID`,"identifier.SOCIAL_INSTAGRAM":`Instagram`,"identifier.SOCIAL_INSTAGRAM_HANDLE":`Instagram`,"identifier.APPLE_OPAQUE_ID":`Apple Messages`,summary:`Zusammenfassung`,"summary.openNow":`Jetzt offen`,"summary.current":`Jetzt`,"summary.lastContact":`Letzter Kontakt`,"summary.none":`Keiner`,"summary.contacts":`Kontakte`,"summary.contactsWithCurrent":`Kontakte, mit dem aktuellen`,"summary.contactsOf":`in {days} Tagen`,"summary.contactsByGroup":`{group}: {last7} in 7 Tagen, {last30} in 30 Tagen`,"summary.lastWrapUps":`Letzte Nachbearbeitungscodes`,"summary.repeatContact":`Erneuter Kontakt innerhalb von 7 Tagen`,"summary.transfer":`Die letzte Interaktion endete mit einer Weiterleitung`,"summary.window":{one:`Zählt die neueste Sitzung`,other:`Zählt die neuesten {count} Sitzungen, seit {date}`},filters:`Kanäle anzeigen`,"filter.all":`Alle`,"group.VOICE":`Sprache`,"group.MESSAGING":`Messaging`,"group.DIGITAL":`Digital`,"group.SOCIAL":`Social Media`,"group.WEBSITE":`Website`,"group.OTHER":`Andere`,"medium.INBOUND_CALL":`Eingehender Anruf`,"medium.OUTBOUND_CALL":`Ausgehender Anruf`,"medium.WEB_MESSAGING":`Web-Messaging`,"medium.WEB_CHAT":`Web-Chat`,"medium.EMAIL":`E-Mail`,"medium.SMS":`SMS`,"medium.AGENTLESS_SMS":`SMS-Benachrichtigung`,"medium.AGENTLESS_WHATSAPP":`WhatsApp-Benachrichtigung`,"medium.WHATSAPP":`WhatsApp`,"medium.LINE":`LINE`,"medium.TWITTER":`Twitter`,"medium.FACEBOOK_MESSENGER":`Facebook Messenger`,"medium.WEB_VISIT":`Website-Besuch`,"medium.CONTENT_OFFER":`Angebot`,"medium.CALLBACK":`Rückruf`,"medium.CAMPAIGN_CALL":`Kampagnenanruf`,"medium.AGENTLESS_EMAIL":`E-Mail-Benachrichtigung`,"medium.COBROWSE":`Co-Browsing`,"medium.INSTAGRAM":`Instagram`,"medium.OPEN_MESSAGING":`Open Messaging`,"medium.AUTHENTICATED_WEB_MESSAGING":`Web-Messaging, angemeldet`,"medium.VIDEO":`Videoanruf`,"medium.SCREEN_SHARE":`Bildschirmfreigabe`,"medium.INTERNAL_MESSAGE":`Interne Nachricht`,"medium.APPLE_MESSAGES":`Apple Messages`,"medium.APP_VISIT":`App-Sitzung`,"medium.CASE":`Vorgang`,"status.LIVE":`Live`,"status.IDLE":`Untätig`,"status.INACTIVE":`Inaktiv`,"period.today":`Heute`,"period.yesterday":`Gestern`,"period.recent":`Letzte 30 Tage`,"period.earlier":`Früher im Jahr {year}`,"card.pages":{one:`{count} Seite`,other:`{count} Seiten`},"card.screens":{one:`{count} Bildschirm`,other:`{count} Bildschirme`},"card.noAgent":`Kein Agent`,list:`Interaktionen, neueste zuerst`,"list.loading":`Ältere Interaktionen werden geladen`,"list.more":`Ältere Interaktionen laden`,"list.end":{one:`{count} Interaktion`,other:`Alle {count} Interaktionen`},"list.noneOfFilter":`Keine Interaktionen auf den gewählten Kanälen.`,"details.close":`Details schließen`,"details.loading":`Details werden geladen`,"details.gone":`Diese Interaktion ist für Sie nicht mehr sichtbar.`,"details.queue":`Letzte Warteschlange`,"details.agent":`Letzter Agent`,"details.duration":`Dauer`,"details.talk":`Gesprächszeit`,"details.hold":`Gehalten`,"details.subject":`Betreff`,"details.started":`Beginn`,"details.ended":`Ende`,"details.number":`Nummer`,"details.record":`Datensatz`,"details.state":`Zustand`,"details.hidden":`Ausgeblendet`,"details.unavailable":`Nicht verfügbar`,"details.wrapUps":`Nachbearbeitungscodes`,"details.noWrapUp":`Kein Nachbearbeitungscode.`,"details.noWrapUpYet":`Noch kein Nachbearbeitungscode.`,"details.timeline":`Verlauf`,"details.activity":`Aktivität`,"details.noEvents":`Nichts aufgezeichnet.`,"details.moreEvents":`Mehr anzeigen`,"details.incomplete":`Sie dürfen die Details der Interaktion nicht lesen (Analytics > Conversation Detail > View). Zeiten mit ≈ sind ungefähr.`,"details.estimated":`nächste bekannte Zeit`,"details.searches":`Suchen`,"details.offers":`Angebote`,"details.segments":`Segmente`,"details.referrer":`Herkunft`,"details.campaign":`Kampagne`,"details.device":`Gerät`,"details.browser":`Browser`,"details.location":`Ort`,"details.app":`App`,"details.lastPage":`Letzte Seite`,"details.newWindow":`öffnet ein neues Fenster`,"phase.WAITING":`Wartet`,"phase.WITH_AGENT":`Bei einem Agenten`,"phase.AFTER_CALL_WORK":`Nachbearbeitung`,"phase.ABANDONED":`Aufgelegt`,"phase.ENDED":`Beendet`,"step.CONVERSATION_STARTED":`Begonnen`,"step.AGENT_TRANSFERRED":`Weitergeleitet`,"step.QUEUE_ENTERED":`In Warteschlange`,"step.AGENT_CONNECTED":`Agent verbunden`,"step.AGENT_DISCONNECTED":`Agent getrennt`,"step.WRAP_UP_ADDED":`Nachbearbeitet`,"step.CONVERSATION_ENDED":`Beendet`,"event.page":`Seite aufgerufen`,"event.search":`Gesucht`,"event.segment":`Segment zugewiesen`,"event.outcome":`Ergebnis erreicht`,"event.offer":`Angebot`,"event.screen":`Bildschirm aufgerufen`,"offer.QUALIFIED":`Qualifiziert`,"offer.QUALIFIED_OUTSIDE_SCHEDULE":`Außerhalb des Zeitplans`,"offer.OFFERED":`Gezeigt`,"offer.OFFERED_OUTSIDE_SCHEDULE":`Außerhalb des Zeitplans`,"offer.ACCEPTED":`Angenommen`,"offer.REJECTED":`Abgelehnt`,"offer.IGNORED":`Ignoriert`,"offer.TIMED_OUT":`Abgelaufen`,"offer.STARTED":`Begonnen`,"offer.ENGAGED":`Im Austausch`,"offer.ABANDONED":`Abgebrochen`,"offer.COMPLETED":`Abgeschlossen`,"offer.ERRORED":`Fehlgeschlagen`,"offer.FREQUENCY_CAP_REACHED":`Grenze erreicht`,"offer.UNKNOWN":`Unbekannter Zustand`,denied:`Für Sie ausgeblendet: {parts}`,"part.sessions":`die Journey`,"part.otherSessions":`Website-Besuche, App-Sitzungen und Vorgänge`,"part.customerDetails":`Angaben zum Kunden`,"part.identifiers":`Kennungen`,"part.customerSegments":`Segmente`,"part.segmentNames":`Namen von Segmenten`,"part.queues":`Warteschlangen`,"part.wrapUpCodes":`Nachbearbeitungscodes`,"part.events":`Verläufe und Seitenaufrufe`,"part.eventDetails":`Details von Ereignissen`,"denied.sessions":`Die Journey ist ausgeblendet: {reason}.`,"denied.otherSessions":`Website-Besuche, App-Sitzungen und Vorgänge sind ausgeblendet: {reason}.`,"denied.customerDetails":`Angaben zum Kunden sind ausgeblendet: {reason}.`,"denied.identifiers":`Kennungen sind ausgeblendet: {reason}.`,"denied.customerSegments":`Segmente sind ausgeblendet: {reason}.`,"denied.segmentNames":`Namen von Segmenten sind ausgeblendet: {reason}.`,"denied.queues":`Warteschlangen sind ausgeblendet: {reason}.`,"denied.wrapUpCodes":`Nachbearbeitungscodes sind ausgeblendet: {reason}.`,"denied.events":`Verläufe und Seitenaufrufe sind ausgeblendet: {reason}.`,"denied.eventDetails":`Details von Ereignissen sind ausgeblendet: {reason}.`,"denied.need":`Sie benötigen {permissions}`,"denied.needScope":`Ihrer Anmeldung fehlt der Scope {scopes}`,"denied.byPlatform":`die Plattform hat den Zugriff verweigert`,"state.loading":`Die Customer Journey wird geladen`,"state.empty.title":`Kein Kunde ausgewählt`,"state.empty.text":`Wählen Sie eine Interaktion, um die Journey ihres Kunden zu sehen.`,"state.noSessions.title":`Noch keine Interaktionen`,"state.noSessions.text":`Neue Interaktionen dieses Kunden erscheinen hier von selbst.`,"state.forbidden.title":`Kein Zugriff auf diese Journey`,"state.forbidden.text":`Bitten Sie einen Administrator um die Berechtigungen.`,"state.notFound.title":`Nicht gefunden`,"state.notFound.text":`Der Kunde oder die Interaktion existiert nicht oder ist für Sie nicht sichtbar.`,"state.noCustomer.title":`Kein Kunde verknüpft`,"state.noCustomer.text":`Mit dieser Interaktion ist kein externer Kontakt verknüpft.`,"state.failed.title":`Die Journey konnte nicht geladen werden`,"state.partFailed":`Einige Teile konnten nicht geladen werden.`,"state.offline.title":`Keine Verbindung`,"state.offline.text":`Das Gateway ist nicht erreichbar. Die Journey erscheint von selbst, sobald es wieder da ist.`,"state.rateLimited.title":`Zu viele Anfragen`,"state.overloaded.title":`Das Gateway ist ausgelastet`,"state.waiting":{one:`Nächster Versuch in {count} Sekunde.`,other:`Nächster Versuch in {count} Sekunden.`},"state.signedOut.title":`Abgemeldet`,"state.signedOut.text":`Melden Sie sich erneut an, um die Customer Journey zu sehen.`,"state.retry":`Erneut versuchen`,"live.offline":`Offline: Aktualisierungen sind unterbrochen, Verbindung wird hergestellt …`,"live.online":`Wieder online. Die Journey ist aktuell.`,"live.added":{one:`Neue Interaktion: {label}`,other:`{count} neue Interaktionen, die neueste: {label}`}},Ge={"customer.unnamed":`Customer`,"customer.EPHEMERAL":`Anonymous visitor`,"customer.IDENTIFIED":`Identified`,"customer.CURATED":`Contact`,"customer.identifiers":`Identifiers`,"customer.segments":`Segments`,"identifier.PHONE":`Phone`,"identifier.EMAIL":`Email`,"identifier.COOKIE":`Cookie`,"identifier.EXTERNAL_ID":`External id`,"identifier.SOCIAL_LINE":`LINE`,"identifier.SOCIAL_FACEBOOK":`Facebook`,"identifier.SOCIAL_TWITTER":`Twitter`,"identifier.SOCIAL_WHATSAPP":`WhatsApp`,"identifier.SOCIAL_WHATSAPP_BSUID":`WhatsApp business id`,"identifier.SOCIAL_INSTAGRAM":`Instagram`,"identifier.SOCIAL_INSTAGRAM_HANDLE":`Instagram`,"identifier.APPLE_OPAQUE_ID":`Apple Messages`,summary:`Summary`,"summary.openNow":`Open now`,"summary.current":`Now`,"summary.lastContact":`Last contact`,"summary.none":`None`,"summary.contacts":`Contacts`,"summary.contactsWithCurrent":`Contacts, current one included`,"summary.contactsOf":`in {days} days`,"summary.contactsByGroup":`{group}: {last7} in 7 days, {last30} in 30 days`,"summary.lastWrapUps":`Last wrap-ups`,"summary.repeatContact":`Repeat contact within 7 days`,"summary.transfer":`The last conversation ended in a transfer`,"summary.window":{one:`Counts the newest session`,other:`Counts the newest {count} sessions, since {date}`},filters:`Show channels`,"filter.all":`All`,"group.VOICE":`Voice`,"group.MESSAGING":`Messaging`,"group.DIGITAL":`Digital`,"group.SOCIAL":`Social`,"group.WEBSITE":`Website`,"group.OTHER":`Other`,"medium.INBOUND_CALL":`Inbound call`,"medium.OUTBOUND_CALL":`Outbound call`,"medium.WEB_MESSAGING":`Web messaging`,"medium.WEB_CHAT":`Web chat`,"medium.EMAIL":`Email`,"medium.SMS":`SMS`,"medium.AGENTLESS_SMS":`SMS notification`,"medium.AGENTLESS_WHATSAPP":`WhatsApp notification`,"medium.WHATSAPP":`WhatsApp`,"medium.LINE":`LINE`,"medium.TWITTER":`Twitter`,"medium.FACEBOOK_MESSENGER":`Facebook Messenger`,"medium.WEB_VISIT":`Website visit`,"medium.CONTENT_OFFER":`Content offer`,"medium.CALLBACK":`Callback`,"medium.CAMPAIGN_CALL":`Campaign call`,"medium.AGENTLESS_EMAIL":`Email notification`,"medium.COBROWSE":`Co-browse`,"medium.INSTAGRAM":`Instagram`,"medium.OPEN_MESSAGING":`Open messaging`,"medium.AUTHENTICATED_WEB_MESSAGING":`Web messaging, signed in`,"medium.VIDEO":`Video call`,"medium.SCREEN_SHARE":`Screen share`,"medium.INTERNAL_MESSAGE":`Internal message`,"medium.APPLE_MESSAGES":`Apple Messages`,"medium.APP_VISIT":`App session`,"medium.CASE":`Case`,"status.LIVE":`Live`,"status.IDLE":`Idle`,"status.INACTIVE":`Inactive`,"period.today":`Today`,"period.yesterday":`Yesterday`,"period.recent":`Last 30 days`,"period.earlier":`Earlier in {year}`,"card.pages":{one:`{count} page`,other:`{count} pages`},"card.screens":{one:`{count} screen`,other:`{count} screens`},"card.noAgent":`No agent`,list:`Interactions, newest first`,"list.loading":`Loading older interactions`,"list.more":`Load older interactions`,"list.end":{one:`{count} interaction`,other:`All {count} interactions`},"list.noneOfFilter":`No interactions on the selected channels.`,"details.close":`Close details`,"details.loading":`Loading details`,"details.gone":`This interaction is no longer visible to you.`,"details.queue":`Last queue`,"details.agent":`Last agent`,"details.duration":`Duration`,"details.talk":`Talk time`,"details.hold":`On hold`,"details.subject":`Subject`,"details.started":`Started`,"details.ended":`Ended`,"details.number":`Number`,"details.record":`Record`,"details.state":`State`,"details.hidden":`Hidden`,"details.unavailable":`Not available`,"details.wrapUps":`Wrap-ups`,"details.noWrapUp":`No wrap-up.`,"details.noWrapUpYet":`No wrap-up yet.`,"details.timeline":`Timeline`,"details.activity":`Activity`,"details.noEvents":`Nothing recorded.`,"details.moreEvents":`Show more`,"details.incomplete":`You may not read conversation details (Analytics > Conversation Detail > View). Times marked ≈ are approximate.`,"details.estimated":`nearest known time`,"details.searches":`Searches`,"details.offers":`Offers`,"details.segments":`Segments`,"details.referrer":`Referrer`,"details.campaign":`Campaign`,"details.device":`Device`,"details.browser":`Browser`,"details.location":`Location`,"details.app":`App`,"details.lastPage":`Last page`,"details.newWindow":`opens in a new window`,"phase.WAITING":`Waiting`,"phase.WITH_AGENT":`With an agent`,"phase.AFTER_CALL_WORK":`After-call work`,"phase.ABANDONED":`Abandoned`,"phase.ENDED":`Ended`,"step.CONVERSATION_STARTED":`Started`,"step.AGENT_TRANSFERRED":`Transferred`,"step.QUEUE_ENTERED":`Entered queue`,"step.AGENT_CONNECTED":`Agent connected`,"step.AGENT_DISCONNECTED":`Agent left`,"step.WRAP_UP_ADDED":`Wrapped up`,"step.CONVERSATION_ENDED":`Ended`,"event.page":`Page viewed`,"event.search":`Searched`,"event.segment":`Segment assigned`,"event.outcome":`Outcome achieved`,"event.offer":`Offer`,"event.screen":`Screen viewed`,"offer.QUALIFIED":`Qualified`,"offer.QUALIFIED_OUTSIDE_SCHEDULE":`Outside schedule`,"offer.OFFERED":`Shown`,"offer.OFFERED_OUTSIDE_SCHEDULE":`Outside schedule`,"offer.ACCEPTED":`Accepted`,"offer.REJECTED":`Declined`,"offer.IGNORED":`Ignored`,"offer.TIMED_OUT":`Timed out`,"offer.STARTED":`Started`,"offer.ENGAGED":`Engaged`,"offer.ABANDONED":`Abandoned`,"offer.COMPLETED":`Completed`,"offer.ERRORED":`Failed`,"offer.FREQUENCY_CAP_REACHED":`Limit reached`,"offer.UNKNOWN":`Unknown state`,denied:`Hidden from you: {parts}`,"part.sessions":`the journey`,"part.otherSessions":`website visits, app sessions and cases`,"part.customerDetails":`customer details`,"part.identifiers":`identifiers`,"part.customerSegments":`segments`,"part.segmentNames":`names of segments`,"part.queues":`queues`,"part.wrapUpCodes":`wrap-up codes`,"part.events":`timelines and page views`,"part.eventDetails":`details of events`,"denied.sessions":`The journey is hidden: {reason}.`,"denied.otherSessions":`Website visits, app sessions and cases are hidden: {reason}.`,"denied.customerDetails":`Customer details are hidden: {reason}.`,"denied.identifiers":`Identifiers are hidden: {reason}.`,"denied.customerSegments":`Segments are hidden: {reason}.`,"denied.segmentNames":`Names of segments are hidden: {reason}.`,"denied.queues":`Queues are hidden: {reason}.`,"denied.wrapUpCodes":`Wrap-up codes are hidden: {reason}.`,"denied.events":`Timelines and page views are hidden: {reason}.`,"denied.eventDetails":`Details of events are hidden: {reason}.`,"denied.need":`you need {permissions}`,"denied.needScope":`your sign-in lacks the scope {scopes}`,"denied.byPlatform":`the platform denied access`,"state.loading":`Loading the customer journey`,"state.empty.title":`No customer selected`,"state.empty.text":`Select a conversation to see the journey of its customer.`,"state.noSessions.title":`No interactions yet`,"state.noSessions.text":`New interactions of this customer appear here by themselves.`,"state.forbidden.title":`No access to this journey`,"state.forbidden.text":`Ask an administrator for the permissions.`,"state.notFound.title":`Not found`,"state.notFound.text":`The customer or conversation does not exist, or is not visible to you.`,"state.noCustomer.title":`No customer linked`,"state.noCustomer.text":`No external contact is linked to this conversation.`,"state.failed.title":`The journey could not be loaded`,"state.partFailed":`Some parts could not be loaded.`,"state.offline.title":`No connection`,"state.offline.text":`The gateway cannot be reached. The journey appears by itself when it is back.`,"state.rateLimited.title":`Too many requests`,"state.overloaded.title":`The gateway is busy`,"state.waiting":{one:`Next attempt in {count} second.`,other:`Next attempt in {count} seconds.`},"state.signedOut.title":`Signed out`,"state.signedOut.text":`Sign in again to see the customer journey.`,"state.retry":`Try again`,"live.offline":`Offline: updates are interrupted, reconnecting …`,"live.online":`Online again. The journey is current.`,"live.added":{one:`New interaction: {label}`,other:`{count} new interactions, the newest: {label}`}},Ke=new Map([[`en`,Ge],[`de`,We]]),qe=new Set;function Je(e){return qe.add(e),()=>qe.delete(e)}function Ye(e){for(let t of e)if(t)try{let[e]=Intl.getCanonicalLocales(t);if(e!==void 0)return e}catch{}return`en`}function Xe(e){return Ze(e).some(e=>e!==void 0)?e:`en`}function Ze(e){let t=e.toLowerCase();return[Ke.get(t),Ke.get(t.split(`-`)[0]??``)]}function Qe(e){let t=[...Ze(e),Ge],n=Xe(e),r=new Intl.PluralRules(n),i=new Intl.NumberFormat(n);return(e,n={})=>{let a=t.find(t=>t?.[e]!==void 0)?.[e]??e,{count:o}=n,s=typeof o==`number`?r.select(o):`other`;return(typeof a==`string`?a:a[s]??a.other).replace(/\{(\w+)\}/g,(e,t)=>{let r=n[t];return typeof r==`number`?i.format(r):r??e})}}var $e=class{t;#e;#t;#n;#r;#i;#a;locale;constructor(e){let t=Xe(e);this.locale=t,this.t=Qe(t),this.#e=new Intl.DateTimeFormat(t,{day:`numeric`,month:`short`,year:`numeric`}),this.#t=new Intl.DateTimeFormat(t,{hour:`2-digit`,minute:`2-digit`}),this.#n=new Intl.DateTimeFormat(t,{dateStyle:`medium`,timeStyle:`short`}),this.#r=new Intl.DateTimeFormat(t,{day:`numeric`,month:`short`,hour:`2-digit`,minute:`2-digit`}),this.#i=new Intl.DateTimeFormat(t,{year:`numeric`});let n=e=>new Intl.NumberFormat(t,{style:`unit`,unit:e,unitDisplay:`short`});this.#a={hour:n(`hour`),minute:n(`minute`),second:n(`second`)}}date(e){return this.#e.format(new Date(e))}time(e){return this.#t.format(new Date(e))}dateTime(e,t=new Date){let n=new Date(e);return(n.getFullYear()===t.getFullYear()?this.#r:this.#n).format(n)}period(e,t=new Date){let n=new Date(e),r=Math.round((et(t)-et(n))/864e5);if(r<=0)return this.t(`period.today`);if(r===1)return this.t(`period.yesterday`);if(r<=30)return this.t(`period.recent`);let i=this.#i.format(n);return n.getFullYear()===t.getFullYear()?this.t(`period.earlier`,{year:i}):i}duration(e){let t=(e,t)=>this.#a[t].format(e);if(e<60)return t(Math.round(e),`second`);let n=Math.round(e/60);if(n<60)return t(n,`minute`);let r=n%60,i=t(Math.floor(n/60),`hour`);return r===0?i:`${i} ${t(r,`minute`)}`}channel({channel:e}){let t=`medium.${e.medium}`,n=this.t(t);return n===t?e.label:n}};function et(e){return new Date(e.getFullYear(),e.getMonth(),e.getDate()).getTime()}function tt(e){if(e)try{let{protocol:t,href:n}=new URL(e);return t===`http:`||t===`https:`?n:void 0}catch{return}}var z=e=>A`<svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.6"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${e}</svg>`,nt=j`<path d="M4.2 3.6h2.3l1.3 3.3-1.7 1.2a9 9 0 0 0 4.2 4.2l1.2-1.7 3.3 1.3v2.3c0 .9-.7 1.6-1.6 1.5C7.6 15.3 3 10.6 2.7 5.2 2.6 4.3 3.3 3.6 4.2 3.6Z"/>`,rt=z(j`${nt}<path d="M16.5 3.5 12 8m0-3.2V8h3.2"/>`),it=z(j`${nt}<path d="M12 8l4.5-4.5m-3.2 0h3.2v3.2"/>`),at=z(j`<path d="M3.5 4.5h13a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H9l-4 3v-3H3.5a1 1 0 0 1-1-1V5.5a1 1 0 0 1 1-1Z"/><path d="M6.5 8h7M6.5 10.8h4.5"/>`),ot=z(j`<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="m3 5.5 7 5 7-5"/>`),st=z(j`<circle cx="5" cy="10" r="2"/><circle cx="14.5" cy="5" r="2"/><circle cx="14.5" cy="15" r="2"/><path d="m6.8 9 6-3.1m-6 5.1 6 3.1"/>`),ct=z(j`<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.5c2.3 2.2 3.3 4.7 3.3 7.5s-1 5.3-3.3 7.5c-2.3-2.2-3.3-4.7-3.3-7.5s1-5.3 3.3-7.5Z"/>`),lt=z(j`<circle cx="4.5" cy="15.5" r="2"/><circle cx="15.5" cy="4.5" r="2"/><path d="M6.5 15.5h6a3 3 0 0 0 0-6h-5a3 3 0 0 1 0-6h5.5"/>`),ut=z(j`<path d="m5.5 8 4.5 4.5L14.5 8"/>`),dt=z(j`<rect x="4" y="9" width="12" height="8" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M10 12.3v1.7"/>`),ft=z(j`<circle cx="6.5" cy="13.5" r="3.5"/><path d="m9 11 7.5-7.5M13.5 6.5l2 2M11.5 8.5l1.5 1.5"/>`),pt=z(j`<path d="M10 3 2.5 16.5h15L10 3Z"/><path d="M10 8v4M10 14.3v.1"/>`),mt=z(j`<path d="M6.3 6.3A4.5 4.5 0 0 0 5.5 15h9M8.5 5.2A4.5 4.5 0 0 1 14 9a3 3 0 0 1 2.7 4.8M3 3l14 14"/>`),ht=z(j`<path d="M8 3.5H5a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h3M12.5 6.5 16 10l-3.5 3.5M16 10H8"/>`),gt=3e4,_t=()=>AbortSignal.timeout(gt),vt=`journey-gateway:sign-in`,B=class extends Error{problem;constructor(e){super(e.kind),this.problem=e}};function yt({searchParams:e}){return e.has(`state`)&&(e.has(`code`)||e.has(`error`))}async function bt(e,t,n,r){if(!globalThis.crypto?.subtle)throw new B({kind:`insecure`});let i={verifier:Dt(),state:Dt(),returnTo:n};r.setItem(vt,JSON.stringify(i));let a=new URL(`/oauth/authorize`,e.url);return a.search=String(new URLSearchParams({response_type:`code`,client_id:e.clientId,redirect_uri:wt(t),state:i.state,code_challenge:await Ct(i.verifier),code_challenge_method:`S256`})),a.href}function xt(e,t){let n=Et(t);return n!==void 0&&n.state===e.searchParams.get(`state`)?n.returnTo:void 0}async function St(e,t,n){let r=Et(n);n.removeItem(vt);let{searchParams:i}=t;if(r===void 0||i.get(`state`)!==r.state)throw new B({kind:`not-started-here`});let a=i.get(`error`);if(a!==null)throw Tt(a,i.get(`error_description`));let o;try{o=await fetch(new URL(`/oauth/token`,e.url),{method:`POST`,signal:_t(),body:new URLSearchParams({grant_type:`authorization_code`,code:i.get(`code`)??``,redirect_uri:wt(t),client_id:e.clientId,code_verifier:r.verifier})})}catch{throw new B({kind:`unreachable`})}let s=await o.json().catch(()=>void 0),c=e=>s?.[e],l=c(`access_token`);if(o.ok&&typeof l==`string`&&l!==``)return l;throw Tt(String(c(`error`)??`HTTP ${o.status}`),c(`error_description`)??c(`description`))}async function Ct(e){return Ot(new Uint8Array(await crypto.subtle.digest(`SHA-256`,new TextEncoder().encode(e))))}function wt({origin:e}){return`${e}/journey`}function Tt(e,t){return new B({kind:`refused`,error:e,description:typeof t==`string`?t:``})}function Et(e){let t=e.getItem(vt);return t===null?void 0:JSON.parse(t)}function Dt(){return Ot(crypto.getRandomValues(new Uint8Array(32)))}function Ot(e){return btoa(String.fromCharCode(...e)).replaceAll(`+`,`-`).replaceAll(`/`,`_`).replaceAll(`=`,``)}var V=kt()??At();function kt(){try{return sessionStorage}catch{return}}function At(){let e=new Map;return{getItem:t=>e.get(t)??null,setItem:(t,n)=>void e.set(t,n),removeItem:t=>void e.delete(t)}}var jt={title:`Customer Journey`,conversations:`Conversations`,conversationCount:`Conversations: {count}`,noConversations:`No conversations`,noConversationsHint:`Calls and messages appear here as they arrive.`,noneForClient:`This token belongs to an OAuth client, which has no conversations of its own.`,conversationsUnavailable:`Your conversations cannot be shown.`,conversationsLate:`Your conversations are not available at the moment. Trying again …`,conversationsOutdated:`This list is not updated at the moment.`,loadingConversations:`Loading conversations`,reconnecting:`Connection lost. Reconnecting …`,incoming:`Incoming: {channel}, {customer}`,unknownCustomer:`Customer`,interaction:`Interaction`,ringing:`Ringing`,dialing:`Dialing`,queued:`In queue`,connected:`Connected`,held:`On hold`,afterCallWork:`After-call work`,ended:`Ended`,unknown:`In progress`,inbound:`inbound`,outbound:`outbound`,openTab:`Open Customer Journey`,closeTab:`Close Customer Journey`,openSessions:`{count} open`,notLinked:`No journey to show`,notLinkedHint:`This interaction is not linked to a customer.`,tabClosed:`What happened before?`,tabClosedHint:`Customer Journey shows this customer’s earlier contacts and website visits.`,selectTitle:`No conversation selected`,selectHint:`Select a conversation to see the journey of its customer.`,examples:`Customers of the demo`,persona:`Persona`,noPersona:`Choose a persona`,explorer:`GraphiQL`,signIn:`Sign in`,signOut:`Sign out`,signedOutTitle:`Sign in to see customer journeys`,signedOutHint:`You sign in with your account of the contact center.`,expiredTitle:`Your session has ended`,expiredHint:`Sign in again. You return to the same place.`,noLogin:`Signing in is not set up. An administrator sets it up with the setting journey_tab.client_id.`,signInFailedTitle:`Signing in failed`,"signInFailed.access_denied":`The log-in was cancelled, or your account may not use this application.`,"signInFailed.invalid_client":`The log-in host does not know this application. An administrator has to check journey_tab.client_id.`,"signInFailed.unauthorized_client":`The OAuth client does not allow this kind of log-in. It needs the grant type “Code Authorization” with PKCE.`,"signInFailed.invalid_grant":`The log-in took too long or was already used. Try again.`,"signInFailed.temporarily_unavailable":`The log-in host is overloaded. Try again in a moment.`,"signInFailed.other":`The log-in host reported an error.`,signInReport:`Reported by the log-in host: {report}`,"signInFailed.not-started-here":`This log-in was not started in this browser tab, so it was not completed.`,"signInFailed.unreachable":`The log-in host cannot be reached.`,"signInFailed.insecure":`Signing in needs a page that was loaded over HTTPS.`,tryAgain:`Try again`,deniedTitle:`You may not use Customer Journey`,deniedHint:`Ask an administrator to add to one of your roles:`,or:`or`,refusedTitle:`The gateway refused your account`,unavailableTitle:`Customer Journey is not available`,unavailableHint:`The gateway cannot be reached.`,rateLimited:`Too many requests. Try again in {seconds} seconds.`,loading:`Loading`},Mt={en:jt,de:{title:`Customer Journey`,conversations:`Interaktionen`,conversationCount:`Interaktionen: {count}`,noConversations:`Keine Interaktionen`,noConversationsHint:`Anrufe und Nachrichten erscheinen hier, sobald sie eingehen.`,noneForClient:`Dieses Token gehört einem OAuth-Client, der keine eigenen Interaktionen hat.`,conversationsUnavailable:`Ihre Interaktionen können nicht angezeigt werden.`,conversationsLate:`Ihre Interaktionen sind derzeit nicht verfügbar. Neuer Versuch …`,conversationsOutdated:`Diese Liste wird derzeit nicht aktualisiert.`,loadingConversations:`Interaktionen werden geladen`,reconnecting:`Verbindung unterbrochen. Neuer Versuch …`,incoming:`Eingehend: {channel}, {customer}`,unknownCustomer:`Kunde`,interaction:`Interaktion`,ringing:`Klingelt`,dialing:`Wählt`,queued:`In Warteschlange`,connected:`Verbunden`,held:`Gehalten`,afterCallWork:`Nachbearbeitung`,ended:`Beendet`,unknown:`Läuft`,inbound:`eingehend`,outbound:`ausgehend`,openTab:`Customer Journey öffnen`,closeTab:`Customer Journey schließen`,openSessions:`{count} offen`,notLinked:`Keine Journey`,notLinkedHint:`Diese Interaktion ist mit keinem Kunden verknüpft.`,tabClosed:`Was geschah vorher?`,tabClosedHint:`Customer Journey zeigt frühere Kontakte und Website-Besuche dieses Kunden.`,selectTitle:`Keine Interaktion ausgewählt`,selectHint:`Wählen Sie eine Interaktion aus, um die Journey des Kunden zu sehen.`,examples:`Kunden der Demo`,persona:`Persona`,noPersona:`Persona wählen`,explorer:`GraphiQL`,signIn:`Anmelden`,signOut:`Abmelden`,signedOutTitle:`Anmelden, um Customer Journeys zu sehen`,signedOutHint:`Sie melden sich mit Ihrem Konto des Contact Centers an.`,expiredTitle:`Ihre Sitzung ist beendet`,expiredHint:`Melden Sie sich erneut an. Sie kehren an dieselbe Stelle zurück.`,noLogin:`Die Anmeldung ist nicht eingerichtet. Administratoren richten sie mit der Einstellung journey_tab.client_id ein.`,signInFailedTitle:`Die Anmeldung ist fehlgeschlagen`,"signInFailed.access_denied":`Die Anmeldung wurde abgebrochen, oder Ihr Konto darf diese Anwendung nicht benutzen.`,"signInFailed.invalid_client":`Der Anmeldedienst kennt diese Anwendung nicht. Administratoren müssen journey_tab.client_id prüfen.`,"signInFailed.unauthorized_client":`Der OAuth-Client erlaubt diese Anmeldung nicht. Er braucht den Grant-Typ „Code Authorization“ mit PKCE.`,"signInFailed.invalid_grant":`Die Anmeldung hat zu lange gedauert oder wurde schon benutzt. Versuchen Sie es erneut.`,"signInFailed.temporarily_unavailable":`Der Anmeldedienst ist überlastet. Versuchen Sie es gleich noch einmal.`,"signInFailed.other":`Der Anmeldedienst meldet einen Fehler.`,signInReport:`Meldung des Anmeldedienstes: {report}`,"signInFailed.not-started-here":`Diese Anmeldung wurde nicht in diesem Browser-Tab begonnen und daher nicht abgeschlossen.`,"signInFailed.unreachable":`Der Anmeldedienst ist nicht erreichbar.`,"signInFailed.insecure":`Zum Anmelden muss die Seite über HTTPS geladen sein.`,tryAgain:`Erneut versuchen`,deniedTitle:`Sie dürfen Customer Journey nicht benutzen`,deniedHint:`Bitten Sie die Administration, einer Ihrer Rollen hinzuzufügen:`,or:`oder`,refusedTitle:`Das Gateway lehnt Ihr Konto ab`,unavailableTitle:`Customer Journey ist nicht verfügbar`,unavailableHint:`Das Gateway ist nicht erreichbar.`,rateLimited:`Zu viele Anfragen. Neuer Versuch in {seconds} Sekunden möglich.`,loading:`Wird geladen`}};function Nt(e){return e.find(e=>It(e)in Mt&&Lt(e))??`en`}function Pt(e,t,n={}){return(Mt[It(e)]??jt)[t].replace(/\{(\w+)\}/g,(e,t)=>String(n[t]??e))}function Ft(e){return e in jt}function It(e){return e.split(/[-_]/)[0]?.toLowerCase()??``}function Lt(e){try{return Intl.getCanonicalLocales(e).length===1}catch{return!1}}function Rt(){let e=new URL(location.href);return new URL(yt(e)?xt(e,V)??``:``,e)}var zt=Nt([Rt().searchParams.get(`locale`)??``,...navigator.languages]),H=(e,t)=>Pt(zt,e,t),Bt=new $e(zt);function U({channel:e}){return Bt.channel({channel:{...e,supported:!0}})}function Vt({channel:e,direction:t}){switch(e.group){case`VOICE`:return t===`OUTBOUND`?it:rt;case`DIGITAL`:return e.medium.includes(`EMAIL`)?ot:at;case`SOCIAL`:return st;case`WEBSITE`:return ct;default:return at}}var Ht=class{#e;#t;#n;constructor(e,t){this.#e=e,this.#t=t,e.addController(this)}hostConnected(){document.addEventListener(`visibilitychange`,this.#r)}hostDisconnected(){document.removeEventListener(`visibilitychange`,this.#r),clearInterval(this.#n),this.#n=void 0}hostUpdated(){this.#r()}#r=()=>{let e=this.#t()&&!document.hidden;e!==(this.#n!==void 0)&&(e?this.#n=setInterval(()=>this.#e.requestUpdate(),1e3):(clearInterval(this.#n),this.#n=void 0))}},Ut={QUEUED:`queued`,ALERTING:`ringing`,DIALING:`dialing`,CONNECTED:`connected`,AFTER_CALL_WORK:`afterCallWork`,ENDED:`ended`,UNKNOWN:`unknown`};function Wt({state:e,held:t}){return e===`CONNECTED`&&t?`held`:Ut[e]}function Gt({state:e,startedAt:t,connectedAt:n,afterCallWorkSince:r}){let i={QUEUED:t,ALERTING:t,DIALING:t,CONNECTED:n??t,AFTER_CALL_WORK:r,ENDED:null,UNKNOWN:t}[e];return i===null?void 0:Date.parse(i)}function Kt(e){let t=Math.max(0,Math.floor(e/1e3)),[n,r,i]=[Math.floor(t/3600),Math.floor(t/60)%60,t%60],a=String(i).padStart(2,`0`);return n===0?`${r}:${a}`:`${n}:${String(r).padStart(2,`0`)}:${a}`}var qt=o`
  :host {
    box-sizing: border-box;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  ::before,
  ::after {
    box-sizing: inherit;
  }

  button,
  select {
    color: inherit;
    font: inherit;
  }

  button {
    cursor: pointer;
  }

  svg {
    display: block;
    flex: none;
  }

  :focus-visible {
    outline: var(--page-focus);
    outline-offset: 2px;
  }

  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }

  .quiet {
    color: var(--page-muted);
  }

  .primary,
  .secondary {
    align-items: center;
    border: 1px solid transparent;
    border-radius: 8px;
    display: inline-flex;
    font-weight: 600;
    gap: 8px;
    justify-content: center;
    min-height: 36px;
    padding: 0 16px;
    transition: background-color 120ms;
  }

  .primary {
    background: var(--page-accent);
    color: var(--page-on-accent);
  }

  .primary:hover {
    background: color-mix(in srgb, var(--page-accent), var(--page-text) 18%);
  }

  .secondary {
    background: none;
    border-color: var(--page-control);
  }

  .secondary:hover {
    background: var(--page-hover);
  }

  .hidden-text {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`,Jt=o`
  [data-state] {
    --state: var(--page-muted);
    --state-soft: var(--page-hover);
  }

  [data-state="ringing"],
  [data-state="dialing"] {
    --state: var(--page-accent);
    --state-soft: var(--page-accent-soft);
  }

  [data-state="connected"] {
    --state: var(--page-green);
    --state-soft: var(--page-green-soft);
  }

  [data-state="held"],
  [data-state="queued"] {
    --state: var(--page-amber);
    --state-soft: var(--page-amber-soft);
  }

  [data-state="afterCallWork"] {
    --state: var(--page-violet);
    --state-soft: var(--page-violet-soft);
  }

  .channel {
    background: var(--state-soft);
    color: var(--state);
  }

  .state {
    color: var(--state);
    font-weight: 550;
  }
`,Yt=class extends L{static properties={list:{attribute:!1},isClient:{type:Boolean},connection:{type:String},clockOffset:{type:Number},selected:{type:String}};constructor(){super(),new Ht(this,()=>(this.list?.length??0)>0)}render(){return A`
      <div class="head">
        <h2>${H(`conversations`)}</h2>
        ${this.list===void 0?N:A`<span class="count">${this.list.length}</span>`}
      </div>
      <p class="connection" role="status">${this.#e()??N}</p>
      ${this.#t()}
    `}#e(){if(this.connection===`interrupted`)return H(`reconnecting`);if(this.list!==void 0)return this.connection===`late`||this.connection===`unavailable`?H(`conversationsOutdated`):void 0}#t(){return this.isClient?A`<p class="hint quiet">${H(`noneForClient`)}</p>`:this.list===void 0?this.connection===`unavailable`?A`<p class="hint quiet">${H(`conversationsUnavailable`)}</p>`:this.connection===`late`?A`<p class="hint quiet" role="status">${H(`conversationsLate`)}</p>`:A`<div class="skeleton" role="status" aria-label=${H(`loadingConversations`)}><i></i><i></i><i></i></div>`:this.list.length===0?A`<p class="hint"><strong>${H(`noConversations`)}</strong><br /><span class="quiet">${H(`noConversationsHint`)}</span></p>`:A`<ul>
      ${Ue(this.list,({id:e})=>e,e=>A`<li>${this.#n(e)}</li>`)}
    </ul>`}#n(e){let{id:t,customer:n,queue:r}=e,i=Wt(e),a=Gt(e),o=n?.displayName;return A`<button type="button" class="item" data-id=${t} data-state=${i}
      aria-current=${t===this.selected?`true`:N} @click=${()=>this.#r(t)}>
      <span class="channel" data-state=${i}>${Vt(e)}</span>
      <span class="name">${o||U(e)}</span>
      ${o?A`<span class="hidden-text">${U(e)}</span>`:N}
      <span class="duration">
        ${a===void 0?N:Kt(Date.now()+this.clockOffset-a)}
      </span>
      <span class="about">
        <span class="state" data-state=${i}>${H(i)}</span>
        ${r?.name?A`<span class="quiet">· ${r.name}</span>`:N}
      </span>
    </button>`}#r(e){this.dispatchEvent(new CustomEvent(`page-conversation`,{detail:e,bubbles:!0,composed:!0}))}static styles=[qt,Jt,o`
      :host {
        background: var(--page-surface);
        display: block;
        overflow-y: auto;
      }

      .head {
        align-items: center;
        display: flex;
        gap: 8px;
        padding: 14px 16px 8px;
      }

      h2 {
        font-size: 13px;
        font-weight: 650;
      }

      .count {
        color: var(--page-muted);
        font-size: 13px;
      }

      .connection {
        color: var(--page-amber);
        font-size: 13px;
        padding-inline: 16px;
      }

      .hint {
        font-size: 13px;
        padding: 8px 16px 16px;
      }

      ul {
        display: grid;
        gap: 2px;
        list-style: none;
        padding: 0 8px 8px;
      }

      .item {
        align-items: center;
        background: none;
        border: 0;
        border-radius: var(--page-radius);
        column-gap: 10px;
        display: grid;
        grid-template: "channel name duration" auto "channel about about" auto / 36px 1fr auto;
        padding: 9px 8px;
        position: relative;
        text-align: start;
        transition: background-color 120ms;
        width: 100%;
      }

      .item:hover {
        background: var(--page-hover);
      }

      .item[aria-current] {
        background: var(--page-accent-soft);
      }

      .item[aria-current]::before {
        background: var(--page-accent);
        border-radius: 2px;
        content: "";
        inset-block: 10px;
        inset-inline-start: -4px;
        position: absolute;
        width: 3px;
      }

      .channel {
        align-items: center;
        border-radius: 50%;
        display: flex;
        grid-area: channel;
        height: 36px;
        justify-content: center;
        width: 36px;
      }

      .item[aria-current] .channel {
        background: var(--page-surface);
      }

      .name {
        font-weight: 600;
        grid-area: name;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .duration {
        color: var(--page-muted);
        font-size: 13px;
        font-variant-numeric: tabular-nums;
        grid-area: duration;
      }

      .about {
        font-size: 13px;
        grid-area: about;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .item[data-state="ringing"] .channel {
        animation: ring 1.6s ease-out infinite;
      }

      .skeleton {
        display: grid;
        gap: 10px;
        padding: 6px 16px;
      }

      .skeleton i {
        animation: pulse 1.4s ease-in-out infinite alternate;
        background: var(--page-hover);
        border-radius: var(--page-radius);
        height: 54px;
      }

      @keyframes ring {
        from {
          box-shadow: 0 0 0 0 color-mix(in srgb, currentColor, transparent 50%);
        }

        to {
          box-shadow: 0 0 0 9px transparent;
        }
      }

      @keyframes pulse {
        to {
          opacity: 0.5;
        }
      }

      @media (width < 720px) {
        .head {
          display: none;
        }

        :host {
          border-block-end: 1px solid var(--page-line);
          max-height: 45vh;
          padding-block-start: 8px;
        }
      }

      @media (forced-colors: active) {
        .item[aria-current] {
          outline: 2px solid Highlight;
        }
      }
    `]};customElements.define(`conversations-panel`,Yt);var Xt=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}},Zt=new Xt(`
    query JourneyPage {
  viewer {
    name
    permissions
    capabilities {
      journeyTab
    }
    conversations {
      ...Conversation
    }
  }
}
    fragment Conversation on Conversation {
  id
  state
  held
  startedAt
  connectedAt
  afterCallWorkSince
  direction
  channel {
    group
    medium
    label
  }
  queue {
    name
  }
  customer {
    id
    displayName
  }
}`),Qt=new Xt(`
    query OpenSessions($id: ID!) {
  customer(id: $id) {
    summary {
      openNow
    }
  }
}
    `),$t=new Xt(`
    subscription MyConversations {
  myConversationsChanged {
    at
    conversations {
      ...Conversation
    }
  }
}
    fragment Conversation on Conversation {
  id
  state
  held
  startedAt
  connectedAt
  afterCallWorkSince
  direction
  channel {
    group
    medium
    label
  }
  queue {
    name
  }
  customer {
    id
    displayName
  }
}`),W=class extends Error{reason;code;retryAfterSeconds;constructor(e,t,n,r){super(n),this.reason=e,this.code=t,this.retryAfterSeconds=r}};function en(e){return e instanceof W?e:new W(`failed`,`INTERNAL`,e instanceof Error?e.message:String(e))}function tn(e){return e.find(e=>e.extensions?.code!==`PERMISSION_DENIED`)}function nn(e,t){for(let{path:n}of t){let t=e;for(let e of n??[]){let n=t?.[e];if(n===null&&t&&(t[e]=void 0),t=n,!t)break}}}function G(e){let t=e.extensions?.code??`INTERNAL`;return new W({UNAUTHENTICATED:`signed-out`,RATE_LIMITED:`rate-limited`,OVERLOADED:`overloaded`}[t]??`failed`,t,e.message,e.extensions?.retryAfterSeconds)}var rn=3e4,an=class{endpoint;credentials;constructor(e,t){this.endpoint=e,this.credentials=t}async query(e,t,n){let r=JSON.stringify({query:e.toString(),variables:t}),i=await this.credentials.get(),a=await this.#e(i,r,n);return a.status===401&&(this.credentials.reject(i),i=await this.credentials.get(),a=await this.#e(i,r,n),a.status===401&&this.credentials.reject(i)),cn(a)}async#e(e,t,n){let r=this.endpoint(),i=sn(e);try{return await fetch(r,{method:`POST`,body:t,signal:AbortSignal.any([n,AbortSignal.timeout(rn)]),credentials:`omit`,headers:i})}catch(e){throw n.aborted?e:on()}}},on=()=>new W(`offline`,`NETWORK`,`the gateway cannot be reached`);function sn(e){try{return new Headers({authorization:`Bearer ${e}`,"content-type":`application/json`,accept:`application/graphql-response+json, application/json;q=0.9`})}catch{throw new W(`failed`,`TOKEN`,`the token has characters that a header cannot contain`)}}async function cn(e){let t=ln(await e.text().catch(()=>{throw on()})),n=t?.errors??[];if(e.ok&&t?.data)return nn(t.data,n),{data:t.data,errors:n};let[r]=n,i=r?G(r):un(e.status),a=Number(e.headers.get(`retry-after`)??void 0);throw a>=0?new W(i.reason,i.code,i.message,a):i}function ln(e){try{return JSON.parse(e)}catch{return}}function un(e){let t=`HTTP_${e}`;return e===401?new W(`signed-out`,`UNAUTHENTICATED`,`the token is not valid`):e===429?new W(`rate-limited`,t,`too many requests`):e===502||e===503||e===504?new W(`offline`,t,`no gateway responds`):new W(`failed`,t,`the gateway responded with status ${e}`)}async function dn(e,t,n,r){let i;try{i=await fetch(e,{method:`POST`,credentials:`omit`,signal:_t(),headers:{accept:`application/graphql-response+json, application/json;q=0.9`,authorization:`Bearer ${t}`,"content-type":`application/json`},body:JSON.stringify({query:n.toString(),variables:r})})}catch{throw new W(`offline`,`NETWORK`,`the gateway cannot be reached`)}return cn(i)}async function fn(e,t,n){let{data:r}=await dn(e,t,Qt,{id:n});return r.customer?.summary?.openNow??0}var pn=class extends L{static properties={conversation:{attribute:!1},customerName:{attribute:!1},clockOffset:{type:Number},tabOpen:{type:Boolean},endpoint:{attribute:!1},token:{attribute:!1},openSessions:{state:!0}};constructor(){super(),this.openSessions=0,new Ht(this,()=>this.conversation!==void 0)}willUpdate(e){(e.has(`conversation`)&&!(e=>e?.customer?.id===this.conversation?.customer?.id&&e?.state===this.conversation?.state)(e.get(`conversation`))||e.has(`tabOpen`)||e.has(`token`))&&this.#e()}async#e(){let e=this.conversation?.customer?.id;if(this.openSessions=0,e===void 0||this.tabOpen)return;let t=await fn(this.endpoint,this.token,e).catch(()=>0);e===this.conversation?.customer?.id&&!this.tabOpen&&(this.openSessions=t)}render(){let e=H(this.tabOpen?`closeTab`:`openTab`),t=this.openSessions>0?H(`openSessions`,{count:this.openSessions}):void 0;return A`
      ${this.conversation===void 0?A`<h2>${this.customerName??H(`interaction`)}</h2>`:this.#t(this.conversation)}
      <button type="button" class="tab" title=${e} aria-pressed=${this.tabOpen}
        aria-label=${t===void 0?e:`${e}, ${t}`}
        @click=${()=>this.dispatchEvent(new Event(`page-tab`,{bubbles:!0,composed:!0}))}>
        ${lt}<span class="label">${H(`title`)}</span>
        ${t===void 0?N:A`<span class="badge">${this.openSessions}</span>`}
      </button>
    `}#t(e){let t=Wt(e),n=Gt(e),{customer:r,queue:i}=e,a=r?.displayName??this.customerName;return A`
      <span class="channel" data-state=${t}>${Vt(e)}</span>
      <div class="facts">
        <h2>${a||U(e)}</h2>
        <p>
          <span class="state" data-state=${t}>${H(t)}</span>
          ${n===void 0?N:A`<span class="duration">${Kt(Date.now()+this.clockOffset-n)}</span>`}
          ${a?A`<span class="quiet">${U(e)}</span>`:N}
          ${i?.name?A`<span class="quiet">${i.name}</span>`:N}
        </p>
      </div>
    `}static styles=[qt,Jt,o`
      :host {
        align-items: center;
        background: var(--page-surface);
        border-block-end: 1px solid var(--page-line);
        display: flex;
        gap: 12px;
        min-height: 60px;
        padding: 8px 16px;
      }

      .channel {
        align-items: center;
        border-radius: 50%;
        display: flex;
        flex: none;
        height: 36px;
        justify-content: center;
        width: 36px;
      }

      .facts,
      h2 {
        flex: 1;
        min-width: 0;
      }

      h2 {
        font-size: 15px;
        font-weight: 650;
        letter-spacing: -0.01em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      p {
        column-gap: 10px;
        display: flex;
        font-size: 13px;
        overflow: hidden;
        white-space: nowrap;
      }

      p > :last-child {
        overflow: hidden;
        text-overflow: ellipsis;
      }

      .duration {
        color: var(--page-muted);
        font-variant-numeric: tabular-nums;
      }

      .tab {
        align-items: center;
        background: none;
        border: 1px solid var(--page-control);
        border-radius: 8px;
        display: inline-flex;
        flex: none;
        font-weight: 600;
        gap: 8px;
        min-height: 36px;
        padding-inline: 10px 12px;
        position: relative;
        transition: background-color 120ms;
      }

      .tab:hover {
        background: var(--page-hover);
      }

      .tab[aria-pressed="true"] {
        background: var(--page-accent-soft);
        border-color: var(--page-accent);
        color: var(--page-accent);
      }

      .badge {
        background: var(--page-green);
        border-radius: 999px;
        color: var(--page-surface);
        font-size: 12px;
        font-variant-numeric: tabular-nums;
        font-weight: 700;
        line-height: 18px;
        min-width: 18px;
        padding-inline: 5px;
        text-align: center;
      }

      @media (width < 720px) {
        :host {
          min-height: 48px;
          padding: 6px 12px;
        }

        .tab {
          padding-inline: 8px;
        }

        .label {
          display: none;
        }
      }

      @media (forced-colors: active) {
        .tab[aria-pressed="true"] {
          outline: 2px solid Highlight;
        }
      }
    `]};customElements.define(`interaction-bar`,pn);async function mn(){let e=await fetch(`/journey/settings.json`,{headers:{accept:`application/json`},signal:_t()});if(!e.ok)throw Error(`settings.json: HTTP ${e.status}`);return gn(await e.json())}function hn(e,t,n){return e.find(e=>e.token===t)??e.find(({name:e})=>e===n)}function gn(e){let t=xn(e)?e:{};return{endpoint:K(t.endpoint)??`/graphql`,explorer:t.explorer===!0,login:_n(t.login),personas:bn(t.personas).flatMap(vn),token:K(t.token)??``,customers:bn(t.customers).flatMap(yn)}}function _n(e){if(!xn(e))return null;let t=K(e.url),n=K(e.clientId);return t!==void 0&&n!==void 0?{url:t,clientId:n}:null}function vn(e){if(!xn(e))return[];let t=K(e.name),n=K(e.token);return t!==void 0&&n!==void 0?[{name:t,token:n,about:K(e.about)??``}]:[]}function yn(e){if(!xn(e))return[];let t=K(e.id);return t===void 0?[]:[{id:t,shows:K(e.shows)??t}]}function bn(e){return Array.isArray(e)?e:[]}function K(e){return typeof e==`string`&&e!==``?e:void 0}function xn(e){return typeof e==`object`&&!!e&&!Array.isArray(e)}var Sn=class extends L{static properties={settings:{attribute:!1},token:{attribute:!1},viewerName:{attribute:!1},count:{type:Number},hasPanel:{type:Boolean},panelOpen:{type:Boolean}};render(){let e=this.settings?.personas??[],t=hn(e,this.token,this.viewerName);return A`
      ${this.hasPanel?this.#e():N}
      <span class="mark">${lt}</span>
      <h1 class=${this.hasPanel?`title replaced`:`title`}>${H(`title`)}</h1>
      <span class="about quiet" title=${t?.about??``}>${t?.about}</span>
      ${this.settings?.explorer&&e.length>0?A`<a class="explorer" href="/graphiql">${H(`explorer`)}</a>`:N}
      ${e.length>0?this.#t(t?.token):N}
      ${t===void 0&&this.viewerName?A`<span class="viewer">${this.viewerName}</span>`:N}
      ${this.token===``?N:A`<button class="icon" type="button" title=${H(`signOut`)} aria-label=${H(`signOut`)}
            @click=${()=>this.#n(`page-sign-out`)}>${ht}</button>`}
    `}#e(){return A`<button class="panel-switch" type="button" aria-expanded=${this.panelOpen}
      @click=${()=>this.#n(`page-panel`)}>
      <span class="symbol">${at}</span><span class="word">${H(`conversations`)}</span>
      ${this.count===void 0?N:A`<span class="count">${this.count}</span>`}${ut}
    </button>`}#t(e){return A`<select aria-label=${H(`persona`)} @change=${({target:e})=>this.#n(`page-persona`,e.value)}>
      ${e===void 0?A`<option value="" selected disabled>${H(`noPersona`)}</option>`:N}
      ${this.settings?.personas.map(({name:t,token:n})=>A`<option value=${n} ?selected=${n===e}>${t}</option>`)}
    </select>`}#n(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t,bubbles:!0,composed:!0}))}static styles=[qt,o`
      :host {
        align-items: center;
        background: var(--page-surface);
        border-block-end: 1px solid var(--page-line);
        display: flex;
        gap: 12px;
        min-height: 48px;
        padding-inline: 16px 12px;
      }

      .mark {
        color: var(--page-accent);
      }

      .title {
        font-size: 15px;
        font-weight: 650;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }

      .about {
        flex: 1;
        font-size: 13px;
        min-width: 0;
        overflow: hidden;
        text-align: end;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .about::first-letter {
        text-transform: uppercase;
      }

      .explorer {
        color: var(--page-accent);
        font-size: 13px;
        text-underline-offset: 3px;
      }

      .viewer {
        font-weight: 550;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      select {
        background: var(--page-surface);
        border: 1px solid var(--page-control);
        border-radius: 8px;
        font-size: 13px;
        height: 32px;
        min-width: 0;
        padding-inline: 8px;
      }

      .icon {
        align-items: center;
        background: none;
        border: 0;
        border-radius: 8px;
        color: var(--page-muted);
        display: inline-flex;
        flex: none;
        height: 32px;
        justify-content: center;
        width: 32px;
      }

      .icon:hover {
        background: var(--page-hover);
        color: var(--page-text);
      }

      .panel-switch {
        align-items: center;
        background: none;
        border: 0;
        border-radius: 8px;
        display: none;
        font-weight: 600;
        gap: 6px;
        margin-inline-start: -8px;
        min-height: 36px;
        padding-inline: 8px;
      }

      .panel-switch:hover {
        background: var(--page-hover);
      }

      .symbol {
        display: none;
      }

      .panel-switch > svg {
        transition: transform 120ms;
      }

      .panel-switch[aria-expanded="true"] > svg {
        transform: rotate(180deg);
      }

      .count {
        background: var(--page-accent-soft);
        border-radius: 999px;
        color: var(--page-accent);
        font-size: 12px;
        font-weight: 650;
        min-width: 20px;
        padding: 1px 6px;
        text-align: center;
      }

      @media (width < 720px) {
        :host {
          gap: 8px;
          min-height: 44px;
        }

        .panel-switch {
          display: inline-flex;
        }

        .about,
        .explorer,
        .mark:has(+ .replaced) {
          display: none;
        }

        /* The switch of the panel takes the place of the title, which remains for screen readers. */
        .title.replaced {
          clip-path: inset(50%);
          position: absolute;
        }

        .panel-switch,
        .title {
          margin-inline-end: auto;
        }

        select {
          text-overflow: ellipsis;
        }
      }

      /* The personas of the demo need the room of the word. */
      @media (width < 400px) {
        .panel-switch:has(~ select) .symbol {
          display: inline-flex;
        }

        .panel-switch:has(~ select) .word {
          clip-path: inset(50%);
          position: absolute;
        }
      }
    `]};customElements.define(`top-bar`,Sn);var Cn=3e3,wn=class{describe;changed;text=``;#e=[];#t;constructor(e,t){this.describe=e,this.changed=t}add(e){this.#e.push(e),this.#t??=setTimeout(()=>{let e=this.#e;this.#e=[],this.#t=void 0,this.say(this.describe(e.length,e.at(-1)??``))},Cn)}say(e){this.text=e===this.text?`${e}\u00a0`:e,this.changed()}stop(){clearTimeout(this.#t),this.#t=void 0,this.#e=[]}},Tn=[`VOICE`,`MESSAGING`,`DIGITAL`,`SOCIAL`,`WEBSITE`,`OTHER`],En=class{source;onExpired;#e;#t;#n;constructor(e,t){this.source=e,this.onExpired=t}get isPending(){return this.#t!==void 0}async get(){let e=this.source.getToken===void 0?this.source.token:await this.#r(this.source.getToken);if(e===void 0||e===``||e===this.#n)throw new W(`signed-out`,`UNAUTHENTICATED`,`there is no valid token`);return e}reject(e){e!==this.#n&&(this.#n=e,this.#e=void 0,this.onExpired())}reset(){this.#e=void 0,this.#t=void 0}async#r(e){if(this.#e!==void 0)return this.#e;this.#t??=Promise.resolve().then(e);let t=this.#t;try{let e=await t;return this.#t===t&&(this.#e=e),e}catch(e){throw new W(`failed`,`TOKEN`,`getToken failed: ${String(e)}`)}finally{this.#t===t&&(this.#t=void 0)}}},Dn={sessions:`sessions`,summary:`sessions`,journeyChanged:`sessions`,displayName:`customerDetails`,kind:`customerDetails`,organization:`customerDetails`,emails:`customerDetails`,phones:`customerDetails`,identifiers:`identifiers`,segments:`customerSegments`,color:`segmentNames`,queue:`queues`,code:`wrapUpCodes`,events:`events`,offers:`events`,participant:`eventDetails`,disconnectType:`eventDetails`,note:`eventDetails`},On=[`sessions`,`otherSessions`,`customerDetails`,`identifiers`,`customerSegments`,`segmentNames`,`queues`,`wrapUpCodes`,`events`,`eventDetails`],kn={otherSessions:{all:[`journey:session:view`]},customerDetails:{any:[`externalContacts:contact:view`,`relate:contact:view`]},customerSegments:{all:[`externalContacts:segmentAssignment:view`]},segmentNames:{all:[`journey:segment:view`]},queues:{any:[`routing:queue:search`,`routing:queue:view`]},wrapUpCodes:{all:[`routing:wrapupCode:view`]},events:{all:[`journey:event:view`]},eventDetails:{all:[`journey:eventtype:view`]}};function An(e,t){let n=new Map;for(let{path:e,extensions:r}of t){if(r?.code!==`PERMISSION_DENIED`)continue;let t=Mn(e??[]);t===void 0||n.has(t)||n.set(t,{part:t,any:r.any??[],all:r.all??[],scope:r.scope??[]})}if(e!==void 0)for(let t of jn(e)){let{any:e=[],all:r=[]}=kn[t]??{};n.has(t)||n.set(t,{part:t,any:e,all:r,scope:[]})}n.has(`customerDetails`)&&n.delete(`identifiers`);let r=n.get(`customerSegments`),i=n.get(`segmentNames`);if(r&&i&&(n.set(`customerSegments`,{...r,all:[...new Set([...r.all,...i.all])]}),n.delete(`segmentNames`)),n.has(`sessions`))for(let e of[`otherSessions`,`queues`,`wrapUpCodes`,`events`,`eventDetails`])n.delete(e);return n.has(`events`)&&n.delete(`eventDetails`),On.flatMap(e=>n.get(e)??[])}function jn(e){let t=[];return!e.sessions&&e.conversationSessions&&t.push(`otherSessions`),e.customerDetails||t.push(`customerDetails`),e.customerSegments||t.push(`customerSegments`),e.segments||t.push(`segmentNames`),e.queues||t.push(`queues`),e.wrapUps||t.push(`wrapUpCodes`),e.events||t.push(`events`),e.eventDetails||t.push(`eventDetails`),t}function Mn(e){let t=e.filter(e=>typeof e==`string`),n=t.at(-1)??``;return n===`displayName`&&t.at(-2)===`segment`?`segmentNames`:t.includes(`events`)&&(n===`queue`||n===`agent`||n===`wrapUp`)?`eventDetails`:Dn[n]}function q(e){return e===null?`null`:Array.isArray(e)?`array`:typeof e}function J(e){return q(e)===`object`}function Nn(e){return Array.isArray(e)&&e.length>0&&e.every(e=>`message`in e)}function Pn(e,t){return e.length<124?e:t}var Y=(e=>(e[e.InternalServerError=4500]=`InternalServerError`,e[e.InternalClientError=4005]=`InternalClientError`,e[e.BadRequest=4400]=`BadRequest`,e[e.BadResponse=4004]=`BadResponse`,e[e.Unauthorized=4401]=`Unauthorized`,e[e.Forbidden=4403]=`Forbidden`,e[e.SubprotocolNotAcceptable=4406]=`SubprotocolNotAcceptable`,e[e.ConnectionInitialisationTimeout=4408]=`ConnectionInitialisationTimeout`,e[e.ConnectionAcknowledgementTimeout=4504]=`ConnectionAcknowledgementTimeout`,e[e.SubscriberAlreadyExists=4409]=`SubscriberAlreadyExists`,e[e.TooManyInitialisationRequests=4429]=`TooManyInitialisationRequests`,e))(Y||{}),X=(e=>(e.ConnectionInit=`connection_init`,e.ConnectionAck=`connection_ack`,e.Ping=`ping`,e.Pong=`pong`,e.Subscribe=`subscribe`,e.Next=`next`,e.Error=`error`,e.Complete=`complete`,e))(X||{});function Fn(e){if(!J(e))throw Error(`Message is expected to be an object, but got ${q(e)}`);if(!e.type)throw Error(`Message is missing the 'type' property`);if(typeof e.type!=`string`)throw Error(`Message is expects the 'type' property to be a string, but got ${q(e.type)}`);switch(e.type){case`connection_init`:case`connection_ack`:case`ping`:case`pong`:if(e.payload!=null&&!J(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object or nullish or missing, but got "${e.payload}"`);break;case`subscribe`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${q(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!J(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${q(e.payload)}`);if(typeof e.payload.query!=`string`)throw Error(`"${e.type}" message payload expects the 'query' property to be a string, but got ${q(e.payload.query)}`);if(e.payload.variables!=null&&!J(e.payload.variables))throw Error(`"${e.type}" message payload expects the 'variables' property to be a an object or nullish or missing, but got ${q(e.payload.variables)}`);if(e.payload.operationName!=null&&q(e.payload.operationName)!==`string`)throw Error(`"${e.type}" message payload expects the 'operationName' property to be a string or nullish or missing, but got ${q(e.payload.operationName)}`);if(e.payload.extensions!=null&&!J(e.payload.extensions))throw Error(`"${e.type}" message payload expects the 'extensions' property to be a an object or nullish or missing, but got ${q(e.payload.extensions)}`);break;case`next`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${q(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!J(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an object, but got ${q(e.payload)}`);break;case`error`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${q(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);if(!Nn(e.payload))throw Error(`"${e.type}" message expects the 'payload' property to be an array of GraphQL errors, but got ${JSON.stringify(e.payload)}`);break;case`complete`:if(typeof e.id!=`string`)throw Error(`"${e.type}" message expects the 'id' property to be a string, but got ${q(e.id)}`);if(!e.id)throw Error(`"${e.type}" message requires a non-empty 'id' property`);break;default:throw Error(`Invalid message 'type' property "${e.type}"`)}return e}function In(e,t){return Fn(typeof e==`string`?JSON.parse(e,t):e)}function Ln(e,t){return Fn(e),JSON.stringify(e,t)}function Rn(e){let{url:t,connectionParams:n,lazy:r=!0,onNonLazyError:i=console.error,lazyCloseTimeout:a=0,keepAlive:o=0,disablePong:s,connectionAckWaitTimeout:c=0,retryAttempts:l=5,retryWait:u=async function(e){let t=2**e;await new Promise(e=>setTimeout(e,t*1e3+Math.floor(Math.random()*2700+300)))},shouldRetry:d=Bn,on:f,webSocketImpl:p,generateID:m=function(){return`xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`.replace(/[xy]/g,e=>{let t=Math.random()*16|0;return(e==`x`?t:t&3|8).toString(16)})},jsonMessageReplacer:h,jsonMessageReviver:ee}=e,g;if(p){if(!Hn(p))throw Error(`Invalid WebSocket implementation provided`);g=p}else typeof WebSocket<`u`?g=WebSocket:typeof global<`u`?g=global.WebSocket||global.MozWebSocket:typeof window<`u`&&(g=window.WebSocket||window.MozWebSocket);if(!g)throw Error("WebSocket implementation missing; on Node you can `import WebSocket from 'ws';` and pass `webSocketImpl: WebSocket` to `createClient`");let _=g,v=(()=>{let e=(()=>{let e={};return{on(t,n){return e[t]=n,()=>{delete e[t]}},emit(t){`id`in t&&e[t.id]?.(t)}}})(),t={connecting:f?.connecting?[f.connecting]:[],opened:f?.opened?[f.opened]:[],connected:f?.connected?[f.connected]:[],ping:f?.ping?[f.ping]:[],pong:f?.pong?[f.pong]:[],message:f?.message?[e.emit,f.message]:[e.emit],closed:f?.closed?[f.closed]:[],error:f?.error?[f.error]:[]};return{onMessage:e.on,on(e,n){let r=t[e];return r.push(n),()=>{let e=r.indexOf(n);e>-1&&r.splice(e,1)}},emit(e,...n){for(let r of[...t[e]])r(...n)}}})();function y(e){let t=[v.on(`error`,n=>{t.forEach(e=>e()),e(n)}),v.on(`closed`,n=>{t.forEach(e=>e()),e(n)})];return()=>t.forEach(e=>e())}let b,x=0,S,C=!1,w=0,T=!1;async function te(){clearTimeout(S);let[e,r]=await(b??=new Promise((e,r)=>(async()=>{if(C){if(await u(w),!x)return b=void 0,r({code:1e3,reason:`All Subscriptions Gone`});w++}v.emit(`connecting`,C);let i=new _(typeof t==`function`?await t():t,`graphql-transport-ws`),a,l;function d(){isFinite(o)&&o>0&&(clearTimeout(l),l=setTimeout(()=>{i.readyState===_.OPEN&&(i.send(Ln({type:X.Ping})),v.emit(`ping`,!1,void 0))},o))}y(e=>{b=void 0,clearTimeout(a),clearTimeout(l),r(e),e instanceof zn&&(i.close(4499,`Terminated`),i.onerror=null,i.onclose=null)}),i.onerror=e=>v.emit(`error`,e),i.onclose=e=>v.emit(`closed`,e),i.onopen=async()=>{try{v.emit(`opened`,i);let e=typeof n==`function`?await n():n;if(i.readyState!==_.OPEN)return;i.send(Ln(e?{type:X.ConnectionInit,payload:e}:{type:X.ConnectionInit},h)),isFinite(c)&&c>0&&(a=setTimeout(()=>{i.close(Y.ConnectionAcknowledgementTimeout,`Connection acknowledgement timeout`)},c)),d()}catch(e){v.emit(`error`,e),i.close(Y.InternalClientError,Pn(e instanceof Error?e.message:String(e),`Internal client error`))}};let f=!1;i.onmessage=({data:t})=>{try{let n=In(t,ee);if(v.emit(`message`,n),n.type===`ping`||n.type===`pong`){v.emit(n.type,!0,n.payload),n.type===`pong`?d():s||(i.send(Ln(n.payload?{type:X.Pong,payload:n.payload}:{type:X.Pong},h)),v.emit(`pong`,!1,n.payload));return}if(f)return;if(n.type!==X.ConnectionAck)throw Error(`First message cannot be of type ${n.type}`);clearTimeout(a),f=!0,v.emit(`connected`,i,n.payload,C),C=!1,w=0;let r=new Promise((e,t)=>y(t));r.catch(()=>{}),e([i,r])}catch(e){i.onmessage=null,v.emit(`error`,e),i.close(Y.BadResponse,Pn(e instanceof Error?e.message:String(e),`Bad response`))}}})()));e.readyState===_.CLOSING&&await r;let i=()=>{},l=new Promise(e=>i=e);return[e,i,new Promise((t,n)=>{let i=y(n);e.readyState!==_.OPEN&&r.catch(n),l.then(()=>{if(i(),!x){let t=()=>e.close(1e3,`Normal Closure`);isFinite(a)&&a>0?(clearTimeout(S),S=setTimeout(()=>{!x&&e.readyState===_.OPEN&&t()},a)):t()}t()})})]}function ne(e){if(Bn(e)&&(Vn(e.code)||[Y.InternalServerError,Y.InternalClientError,Y.BadRequest,Y.BadResponse,Y.Unauthorized,Y.SubprotocolNotAcceptable,Y.SubscriberAlreadyExists,Y.TooManyInitialisationRequests].includes(e.code)))throw e;if(T)return!1;if(Bn(e)&&e.code===1e3)return x>0;if(!l||w>=l||!d(e))throw e;return C=!0}r||(async()=>{for(x++;;)try{let[,,e]=await te();await e}catch(e){try{if(!ne(e))return}catch(e){return i?.(e)}}})();function E(e,t){let n=m(e),r=!1,i=!1,a=()=>{x--,r=!0};return(async()=>{for(x++;;)try{let[o,s,c]=await te();if(r)return c.catch(()=>{}),s();let l=v.onMessage(n,e=>{switch(e.type){case X.Next:t.next(e.payload);return;case X.Error:i=!0,r=!0,t.error(e.payload),a();return;case X.Complete:r=!0,a();return}});o.send(Ln({id:n,type:X.Subscribe,payload:e},h)),a=()=>{!r&&o.readyState===_.OPEN&&o.send(Ln({id:n,type:X.Complete},h)),x--,r=!0,s()},await c.finally(l);return}catch(e){if(!ne(e))return}})().then(()=>{i||t.complete()}).catch(e=>{t.error(e)}),()=>{r||a()}}return{on:v.on,subscribe:E,iterate(e){let t=[],n={done:!1,error:null,resolve:()=>{}},r=E(e,{next(e){t.push(e),n.resolve()},error(e){n.done=!0,n.error=e,n.resolve()},complete(){n.done=!0,n.resolve()}}),i=async function*(){for(;;){for(t.length||await new Promise(e=>n.resolve=e);t.length;)yield t.shift();if(n.error)throw n.error;if(n.done)return}}();return i.throw=async e=>(n.done||(n.done=!0,n.error=e,n.resolve()),{done:!0,value:void 0}),i.return=async()=>(r(),{done:!0,value:void 0}),i},async dispose(){if(T=!0,b){let[e]=await b;e.close(1e3,`Normal Closure`)}},terminate(){b&&v.emit(`closed`,new zn)}}}var zn=class extends Error{name=`TerminatedCloseEvent`;message=`4499: Terminated`;code=4499;reason=`Terminated`;wasClean=!1};function Bn(e){return J(e)&&`code`in e&&`reason`in e}function Vn(e){return![1e3,1001,1006,1005,1012,1013,1014].includes(e)&&e>=1e3&&e<=1999}function Hn(e){return typeof e==`function`&&`constructor`in e&&`CLOSED`in e&&`CLOSING`in e&&`CONNECTING`in e&&`OPEN`in e}var Z=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}},Un=new Z(`
    query JourneyOfCustomer($id: ID!, $customerDetails: Boolean = true, $customerSegments: Boolean = true, $segments: Boolean = true, $queues: Boolean = true, $wrapUps: Boolean = true) {
  viewer {
    capabilities {
      ...Capabilities
    }
  }
  customer(id: $id) {
    ...Customer
  }
}
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}`),Wn=new Z(`
    query JourneyOfConversation($id: ID!, $customerDetails: Boolean = true, $customerSegments: Boolean = true, $segments: Boolean = true, $queues: Boolean = true, $wrapUps: Boolean = true) {
  viewer {
    capabilities {
      ...Capabilities
    }
  }
  conversation(id: $id) {
    id
    customer {
      ...Customer
    }
  }
}
    fragment Customer on Customer {
  id
  displayName @include(if: $customerDetails)
  kind @include(if: $customerDetails)
  organization @include(if: $customerDetails) {
    id
    name
  }
  emails @include(if: $customerDetails)
  phones @include(if: $customerDetails) {
    kind
    e164
    display
  }
  identifiers @include(if: $customerDetails) {
    type
    platformType
    value
    externalSource {
      id
      name
    }
  }
  segments @include(if: $customerSegments) {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  summary {
    sessionCount
    oldestAt
    complete
    openNow
    lastContact {
      ...Card
    }
    contactsByGroup {
      group
      last7Days
      last30Days
    }
    lastEndedInTransfer
    repeatContact
    lastWrapUps {
      ...WrapUp
    }
  }
  sessions(first: 25) {
    ...Page
  }
}
fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Capabilities on Capabilities {
  sessions
  conversationSessions
  events
  eventDetails
  wrapUps
  queues
  customerDetails
  segments
  customerSegments
}`),Gn=new Z(`
    query MoreSessions($id: ID!, $first: Int!, $after: String, $filter: SessionFilter, $queues: Boolean!, $wrapUps: Boolean!) {
  customer(id: $id) {
    id
    sessions(first: $first, after: $after, filter: $filter) {
      ...Page
    }
  }
}
    fragment Page on SessionConnection {
  nodes {
    ...Card
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`),Kn=new Z(`
    query SessionDetails($id: ID!, $events: Boolean!, $eventDetails: Boolean!, $queues: Boolean!, $wrapUps: Boolean!, $segments: Boolean!) {
  session(id: $id) {
    ...Card
    shortId
    externalUrl
    events(first: 50) @include(if: $events) {
      ...Events
    }
    ... on ConversationSession {
      wrapUps {
        ...WrapUp
        at
        agent {
          id
          name
        }
      }
      details {
        talkSeconds
        holdSeconds
      }
    }
    ... on WebSession {
      ...Visit
    }
    ... on AppSession {
      searchTerms
      app {
        version
      }
      device {
        ...Device
      }
      location {
        ...Location
      }
      segmentAssignments {
        ...Segment
      }
    }
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Visit on WebSession {
  searchTerms
  browser {
    family
    version
  }
  device {
    ...Device
  }
  location {
    ...Location
  }
  referrer {
    url
    hostname
    name
    medium
    keywords
  }
  campaign {
    name
    source
    medium
  }
  segmentAssignments {
    ...Segment
  }
  offers @include(if: $events) {
    id
    state
    offeredAt
    changedAt
    prompt
    actionMap {
      id
      displayName
    }
  }
}
fragment Device on Device {
  category
  type
  operatingSystem
  operatingSystemVersion
}
fragment Location on GeoLocation {
  countryName
  regionName
  city
}
fragment Segment on SegmentAssignment {
  segment {
    id
    displayName @include(if: $segments)
    color @include(if: $segments)
  }
  assignedAt
}
fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`),qn=new Z(`
    query MoreEvents($id: ID!, $after: String!, $eventDetails: Boolean!, $queues: Boolean!, $wrapUps: Boolean!, $segments: Boolean!) {
  session(id: $id) {
    id
    events(first: 50, after: $after) {
      ...Events
    }
  }
}
    fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}
fragment Events on EventConnection {
  complete
  nodes {
    ...Event
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}
fragment Event on Event {
  __typename
  id
  type
  createdAt
  ... on ConversationEvent {
    step
    timeIsEstimated
    participant @include(if: $eventDetails)
    ... @include(if: $eventDetails) {
      queue @include(if: $queues) {
        id
        name
      }
    }
    agent @include(if: $eventDetails) {
      id
      name
    }
    wrapUp @include(if: $eventDetails) {
      ...WrapUp
    }
    disconnectType @include(if: $eventDetails)
    note @include(if: $eventDetails)
  }
  ... on WebEvent {
    eventName
    page {
      title
      url
      pathname
    }
    searchQuery
  }
  ... on WebActionEvent {
    action {
      id
      state
      mediaType
      prompt
    }
    actionMap {
      id
      displayName
    }
  }
  ... on SegmentAssignedEvent {
    segment {
      id
      displayName @include(if: $segments)
      color @include(if: $segments)
    }
  }
  ... on AppEvent {
    eventName
    screenName
    searchQuery
  }
}`),Jn=new Z(`
    subscription JourneyChanged($id: ID!, $queues: Boolean!, $wrapUps: Boolean!) {
  journeyChanged(customerId: $id) {
    kind
    at
    session {
      ...Card
    }
  }
}
    fragment Card on Session {
  __typename
  id
  type
  channel {
    group
    medium
    supported
    label
  }
  status
  startedAt
  endedAt
  lastActivityAt
  durationSeconds
  eventCount
  ... on ConversationSession {
    conversationId
    subject
    phase
    disconnectType
    queue @include(if: $queues) {
      id
      name
    }
    agent {
      id
      name
    }
    wrapUp {
      ...WrapUp
    }
  }
  ... on WebSession {
    pageviewCount
    lastPage {
      title
      url
    }
  }
  ... on AppSession {
    screenviewCount
    lastScreen
    app {
      name
    }
  }
  ... on CaseSession {
    reference
    caseStatus
  }
}
fragment WrapUp on WrapUp {
  code @include(if: $wrapUps) {
    id
    name
  }
  notes
}`),Yn=500,Xn=3e4;function Zn(e,t=Math.random){let n=Math.min(Xn,Yn*2**Math.min(e,10));return n/2+n/2*t()}var Qn=new Set([4401,4403]),$n=1e4,er=5e3,tr=2e4,nr=class{endpoint;credentials;handlers;create;#e;#t;#n=0;#r;#i;#a;#o=0;#s;constructor(e,t,n,r=Rn){this.endpoint=e,this.credentials=t,this.handlers=n,this.create=r}start(e){this.stop(),this.#s=e,this.#c()}stop(){this.#o+=1,this.#s=void 0,this.#n=0,this.#r=void 0,this.#p()}reconnectNow(){this.#i!==void 0&&(clearTimeout(this.#i),this.#i=void 0,this.#c())}async#c(){let e=this.#o,t;try{t=await this.credentials.get()}catch(t){if(e!==this.#o)return;let n=en(t);n.reason===`signed-out`?this.#f(n):this.#d();return}if(e!==this.#o||this.#s===void 0)return;let n=this.create({url:this.endpoint().replace(/^http/,`ws`),connectionParams:{Authorization:`Bearer ${t}`},retryAttempts:0,keepAlive:tr,on:{connected:()=>e===this.#o&&this.#l(),ping:t=>{t||e!==this.#o||(this.#a=setTimeout(()=>n.terminate(),er))},pong:e=>e&&clearTimeout(this.#a)}});this.#e=n,this.#a=setTimeout(()=>n.terminate(),$n),this.#t=n.subscribe({query:Jn.toString(),variables:{...this.#s}},{next:({data:t,errors:n})=>{e===this.#o&&(n&&(nn(t,n),this.handlers.onErrors(n)),t&&this.handlers.onChange(t.journeyChanged))},error:n=>e===this.#o&&this.#u(n,t),complete:()=>e===this.#o&&this.#u(void 0,t)})}#l(){clearTimeout(this.#a),this.#n=0;let e=this.#r;this.#r=void 0,this.handlers.onConnected(e===void 0?0:Date.now()-e)}#u(e,t){let n=Array.isArray(e)&&e[0]?G(e[0]):void 0;if(n&&rr(n.code)){this.handlers.onErrors(e),this.#f(n);return}let r=e?.code;(n?.reason===`signed-out`||Qn.has(r))&&this.credentials.reject(t);let i=this.#o;this.#p(),i===this.#o&&this.#s!==void 0&&this.#d(n?.retryAfterSeconds)}#d(e=0){this.#r===void 0&&(this.#r=Date.now(),this.handlers.onOffline());let t=Math.max(Zn(this.#n),e*1e3);this.#n+=1,this.#i=setTimeout(()=>{this.#i=void 0,this.#c()},t)}#f(e){this.stop(),this.handlers.onEnd(e)}#p(){clearTimeout(this.#i),clearTimeout(this.#a),this.#i=void 0,this.#t?.(),this.#t=void 0,this.#e?.dispose(),this.#e=void 0}};function rr(e){return[`PERMISSION_DENIED`,`NOT_FOUND`,`BAD_USER_INPUT`,`GRAPHQL_VALIDATION_FAILED`,`COST_LIMIT`].includes(e)}var ir={isOpen:!1,isContact:!1,hasWrapUp:!1},ar=3,or=e=>e.type===`CONVERSATION`,sr=e=>({isOpen:e.endedAt===null,isContact:or(e),hasWrapUp:or(e)&&!!e.wrapUp}),cr=class{base;newest;#e=new Map;constructor(e,t){this.base=e,this.newest=t}addCounted(e){this.#e.has(e.id)||this.#t(e,sr(e))}addChanged(e,t){this.#e.has(e.id)||(e.startedAt>this.newest?this.#t(e,ir):this.#t(e,{...sr(e),isOpen:t===`SESSION_ENDED`||e.endedAt===null}))}#t(e,t){this.#e.set(e.id,{...t,group:e.channel.group})}value(e){let t=this.base.openNow,n=this.base.sessionCount,r=new Map(this.base.contactsByGroup.map(e=>[e.group,{...e}])),i=(e,t)=>{let n=r.get(e)??{group:e,last7Days:0,last30Days:0};r.set(e,{group:e,last7Days:Math.max(0,n.last7Days+t),last30Days:Math.max(0,n.last30Days+t)})};for(let r of e){let e=this.#e.get(r.id);if(e===void 0)continue;let a=sr(r);t+=Number(a.isOpen)-Number(e.isOpen),r.startedAt<=this.newest||(this.base.complete&&(n+=1),a.isContact&&!e.isContact&&i(r.channel.group,1))}let a=new Set(e.map(({id:e})=>e));for(let[e,n]of this.#e)!a.has(e)&&n.isOpen&&--t;let o=[...r.values()].filter(({last30Days:e})=>e>0),s=e.filter(or),c=s.find(({endedAt:e})=>e!==null),l=s.find(({endedAt:e})=>e===null),{lastContact:u}=this.base,d=s.some(({id:e})=>e===u?.id),f=this.base.complete&&e.length>=n?null:void 0;return{...this.base,sessionCount:n,openNow:Math.max(0,t),contactsByGroup:o,current:l??(u?.endedAt===null&&!d?u:void 0),lastContact:c??(u&&(d||u.endedAt===null)?f:u),lastEndedInTransfer:c?lr(c):this.base.lastEndedInTransfer,repeatContact:o.reduce((e,{last7Days:t})=>e+t,0)>=2,lastWrapUps:this.#n(s)}}#n(e){let t=e.flatMap(({wrapUp:e})=>e??[]),n=[...this.#e.values()].filter(({hasWrapUp:e})=>e).length;return[...t,...this.base.lastWrapUps.slice(n)].slice(0,ar)}};function lr({disconnectType:e}){return e?/transfer/i.test(e):null}var ur=(e,t)=>t.startedAt<e.startedAt?-1:t.startedAt>e.startedAt?1:e.id<t.id?-1:+(e.id>t.id),dr=class{#e=new Map;#t=new Set;#n;#r=new Map;get size(){return this.#e.size}get(e){return this.#e.get(e)}all(){return this.#n??=[...this.#e.values()].sort(ur),this.#n}visible(e){let{hasMore:t,oldest:n}=this.position(e);return this.all().filter(r=>(e.length===0||e.includes(r.channel.group))&&(!t||n!==null&&r.startedAt>=n))}position(e){let t=this.#r.get(``)??{after:null,hasMore:!0,oldest:null},n=this.#r.get(fr(e)),r=n!==void 0&&(t.oldest===null||(n.oldest??``)<=t.oldest);return t.hasMore&&r?n:t}addPage(e,t){let n=t.nodes.filter(({id:e})=>!this.#e.has(e)&&!this.#t.has(e));for(let e of n)this.#e.set(e.id,e);let r=t.nodes.at(-1)?.startedAt??this.position(e).oldest,{endCursor:i,hasNextPage:a}=t.pageInfo;return this.#r.set(fr(e),{after:i,hasMore:a&&i!==null,oldest:r}),this.#n=void 0,n}replaceFirstPage(e){let t=e.nodes.at(-1)?.startedAt,n=e.pageInfo.hasNextPage&&e.nodes.some(({id:e})=>this.#e.has(e));for(let e of this.all())(!n||t===void 0||e.startedAt>=t)&&this.#e.delete(e.id);n||this.#r.clear(),this.#t.clear();let r=this.#r.get(``);for(let t of e.nodes)this.#e.set(t.id,t);this.#n=void 0,r===void 0&&this.addPage([],e)}put(e){if(!e.channel.supported)return this.remove(e.id),!1;let t=!this.#e.has(e.id);return this.#t.delete(e.id),this.#e.set(e.id,e),this.#n=void 0,t}remove(e){this.#t.add(e),this.#e.delete(e)&&(this.#n=void 0)}clear(){this.#e.clear(),this.#t.clear(),this.#r.clear(),this.#n=void 0}};function fr(e){return[...e].sort().join()}var pr={sessions:!0,conversationSessions:!0,events:!0,eventDetails:!0,wrapUps:!0,queues:!0,customerDetails:!0,segments:!0,customerSegments:!0},mr=10,hr=class{changed;#e;#t;#n=0;#r;#i;constructor(e){this.changed=e}get seconds(){return this.#r===void 0?void 0:Math.max(0,Math.ceil((this.#r-Date.now())/1e3))}plan(e,t){this.cancel();let n=e.reason===`rate-limited`||e.reason===`overloaded`;if(!n&&e.reason!==`offline`)return;let r=e.retryAfterSeconds??(n?mr:0),i=Math.max(r*1e3,n?0:Zn(this.#n));this.#n+=1,this.#i=t,this.#r=Date.now()+i,this.#e=setTimeout(()=>this.now(),i),n&&(this.#t=setInterval(this.changed,1e3))}now(){let e=this.#i;this.cancel(),e?.()}cancel(){clearTimeout(this.#e),clearInterval(this.#t),this.#r=void 0,this.#i=void 0}succeeded(){this.cancel(),this.#n=0}},gr=50,_r=class{context;store;onPage;groups=[];isLoading=!1;failure;retry;constructor(e,t,n){this.context=e,this.store=t,this.onPage=n,this.retry=new hr(()=>e.changed())}get hasMore(){return this.store.position(this.groups).hasMore}reset(){this.isLoading=!1,this.failure=void 0,this.retry.cancel()}filter(e){this.groups=e,this.reset(),this.context.changed()}async more(e){if(this.isLoading||this.failure!==void 0||!this.hasMore)return;let{groups:t}=this,n=this.context.signal(),{queues:r,wrapUps:i}=this.context.capabilities();this.isLoading=!0,this.context.changed();try{let{data:a,errors:o}=await this.context.client.query(Gn,{id:e,first:gr,after:this.store.position(t).after,filter:t.length>0?{channelGroups:[...t]}:null,queues:r,wrapUps:i},n);if(n.aborted)return;if(!a.customer?.sessions)throw Error(o[0]?.message??`the customer is no longer visible`);this.onPage(this.store.addPage(t,a.customer.sessions)),this.retry.succeeded()}catch(r){if(n.aborted||t!==this.groups)return;this.failure=en(r),this.retry.plan(this.failure,()=>this.again(e)),this.context.failed(this.failure)}finally{!n.aborted&&t===this.groups&&(this.isLoading=!1),this.context.changed()}}again(e){this.failure=void 0,this.more(e)}},vr=1e3,yr=class{context;onErrors;id;details;failure;partFailure;isGone=!1;isLoadingEvents=!1;retry;#e;#t;#n=``;constructor(e,t){this.context=e,this.onErrors=t,this.retry=new hr(()=>e.changed())}open(e){this.close(),this.id=e.id,this.#n=br(e),this.#r()}close(){this.#e?.abort(),clearTimeout(this.#t),this.retry.cancel(),this.id=void 0,this.details=void 0,this.failure=void 0,this.partFailure=void 0,this.isGone=!1,this.isLoadingEvents=!1}again(){this.failure=void 0,this.#r()}reopen(e){let t=this.id===void 0?void 0:e.get(this.id);t?this.open(t):this.close()}sessionChanged(e){e.id===this.id&&br(e)!==this.#n&&(this.#n=br(e),clearTimeout(this.#t),this.#t=setTimeout(()=>void this.#r(),vr))}sessionRemoved(e){e===this.id&&(this.isGone=!0,this.context.changed())}async#r(){let{id:e}=this;if(e===void 0)return;this.#e?.abort(),this.#e=new AbortController;let{signal:t}=this.#e,{events:n,eventDetails:r,queues:i,wrapUps:a,segments:o}=this.context.capabilities();this.context.changed();try{let{data:s,errors:c}=await this.context.client.query(Kn,{id:e,events:n,eventDetails:r,queues:i,wrapUps:a,segments:o},t);this.onErrors(c);let l=tn(c);if(!s.session&&l)throw G(l);this.isGone=!s.session,s.session&&(this.details=s.session),this.failure=void 0,this.partFailure=l&&G(l),this.partFailure&&this.context.failed(this.partFailure),this.retry.succeeded()}catch(e){if(t.aborted)return;this.failure=en(e),this.retry.plan(this.failure,()=>this.again()),this.context.failed(this.failure)}finally{t.aborted||this.context.changed()}}async moreEvents(){let{details:e}=this,t=e?.events?.pageInfo.endCursor,n=this.#e?.signal;if(this.isLoadingEvents||!e?.events||!t||!n)return;this.isLoadingEvents=!0,this.context.changed();let{eventDetails:r,queues:i,wrapUps:a,segments:o}=this.context.capabilities();try{let s={id:e.id,after:t,eventDetails:r,queues:i,wrapUps:a,segments:o},{data:c,errors:l}=await this.context.client.query(qn,s,n),u=c.session?.events;if(!u)throw Error(l[0]?.message??`the session is no longer visible`);this.details={...e,events:{...u,nodes:[...e.events.nodes,...u.nodes]}}}catch(e){if(n.aborted)return;this.partFailure=en(e),this.context.failed(this.partFailure)}finally{n.aborted||(this.isLoadingEvents=!1,this.context.changed())}}};function br(e){let{eventCount:t,endedAt:n}=e;if(e.__typename!==`ConversationSession`)return JSON.stringify([t,n]);let{queue:r,agent:i,wrapUp:a,phase:o}=e;return JSON.stringify([t,n,r?.id,i?.id,a,o])}var xr=6e4,Sr=class{host;phase=`empty`;failure;partFailure;customer;isOnline=!0;denied=[];store=new dr;client;retry=new hr(()=>this.changed());pager;selection;#e;#t;#n;#r;#i=[];#a=new AbortController;constructor(e){this.host=e,e.addController(this);let t=()=>e.endpointUrl;this.#e=new En(e,()=>e.tokenExpired()),this.client=new an(t,this.#e),this.pager=new _r(this,this.store,e=>this.#l(e)),this.selection=new yr(this,e=>this.#m(e)),this.#t=new nr(t,this.#e,{onChange:e=>this.#u(e),onConnected:e=>this.#d(e),onOffline:()=>this.#f(!1),onEnd:e=>this.#p(e),onErrors:e=>this.#m(e)})}get summary(){return this.#n?.value(this.store.all())}hostConnected(){window.addEventListener(`online`,this.#g)}hostDisconnected(){window.removeEventListener(`online`,this.#g),this.stop()}capabilities=()=>this.#r??pr;signal=()=>this.#a.signal;changed=()=>this.host.requestUpdate();failed(e){this.host.journeyFailed(e),e.reason===`signed-out`&&this.#p(e)}start(){this.stop(),this.store.clear(),this.customer=void 0,this.#n=void 0,this.selection.close(),this.pager.groups=[],this.phase=this.host.customerId||this.host.conversationId?`loading`:`empty`,this.phase===`loading`&&this.#o()}tokenChanged(){this.#e.reset(),this.#r=void 0,this.phase===`ready`?this.#o(`replace`):this.start()}getTokenChanged(){(this.phase===`signed-out`||this.phase===`failed`||this.#e.isPending)&&this.tokenChanged()}stop(){this.#a.abort(),this.#a=new AbortController,this.#t.stop(),this.retry.cancel(),this.pager.reset(),this.failure=void 0,this.partFailure=void 0,this.isOnline=!0}more(){this.phase===`ready`&&this.customer&&this.pager.more(this.customer.id)}retryParts=()=>void this.#o(`refresh`);retryPage(){this.customer&&this.pager.again(this.customer.id)}async#o(e=`start`){e===`replace`&&this.stop();let{signal:t}=this.#a;this.changed();try{let{customer:n,absence:r,errors:i}=await this.#s(t);if(t.aborted)return;this.retry.succeeded(),this.failure=void 0,this.#i=i,this.#h();let a=tn(i);if(!n?.sessions&&a)throw G(a);if(!n){this.phase=r;return}this.partFailure=a&&G(a),this.partFailure&&this.host.journeyFailed(this.partFailure),this.#c(n,e)}catch(n){if(t.aborted)return;let r=en(n);this.failure=r,r.reason===`signed-out`?this.phase=`signed-out`:r.code===`BAD_USER_INPUT`?this.phase=`not-found`:e!==`refresh`&&(this.phase=`failed`),this.retry.plan(r,()=>void this.#o(e)),this.host.journeyFailed(r)}finally{this.changed()}}async#s(e){let{customerDetails:t,customerSegments:n,segments:r,queues:i,wrapUps:a}=this.capabilities(),o={customerDetails:t,customerSegments:n,segments:r,queues:i,wrapUps:a},{customerId:s,conversationId:c}=this.host;if(s){let t={id:s,...o},{data:n,errors:r}=await this.client.query(Un,t,e);return this.#r=n.viewer.capabilities,{customer:n.customer,absence:`not-found`,errors:r}}let l={id:c??``,...o},{data:u,errors:d}=await this.client.query(Wn,l,e);this.#r=u.viewer.capabilities;let{conversation:f}=u,p=f?`no-customer`:`not-found`;return{customer:f?.customer,absence:p,errors:d}}#c({sessions:e,summary:t,...n},r){if(this.customer=n,this.host.customerLoaded(n),!e){this.phase=`forbidden`;return}this.phase=`ready`,r===`refresh`?this.store.replaceFirstPage(e):(this.store.clear(),this.store.addPage([],e)),this.#n=t?new cr(t,e.nodes[0]?.startedAt??``):void 0,this.#l(this.store.all()),r===`replace`&&this.selection.reopen(this.store);let{queues:i,wrapUps:a}=this.capabilities();this.#t.start({id:n.id,queues:i,wrapUps:a})}#l(e){for(let t of e)this.#n?.addCounted(t)}#u({kind:e,session:t}){if(e===`SESSION_REMOVED`)this.store.remove(t.id),this.selection.sessionRemoved(t.id);else{this.#n?.addChanged(t,e);let n=this.store.all()[0]?.startedAt??``;this.store.put(t)&&t.startedAt>n&&this.host.sessionAdded(t),this.selection.sessionChanged(t)}this.changed()}#d(e){this.#f(!0),e>xr&&this.#o(`refresh`)}#f(e){e!==this.isOnline&&(this.isOnline=e,this.host.connectionChanged(e),this.changed())}#p(e){e.reason===`signed-out`?(this.stop(),this.phase=`signed-out`):e.code===`NOT_FOUND`?(this.stop(),this.phase=`not-found`):e.code===`PERMISSION_DENIED`?(this.stop(),this.phase=`forbidden`):(this.stop(),this.failure=e,this.phase=`failed`,this.host.journeyFailed(e)),this.changed()}#m(e){e.length!==0&&(this.#i=[...this.#i,...e].slice(-50),this.#h())}#h(){this.denied=An(this.#r,this.#i),this.changed()}#g=()=>{this.#t.reconnectNow(),this.retry.now(),this.pager.retry.now(),this.selection.retry.now()}},Cr=o`
  :host {
    display: block;
    block-size: 100%;
    /* A container for queries has no width of its own content. */
    inline-size: 100%;
    min-inline-size: 0;
    container: journey / inline-size;
    background: var(--journey-background);
    color: var(--journey-text);
    font: 400 var(--journey-font-size) / 1.45 var(--journey-font);
    text-align: start;
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  /* The texts of the platform can contain control characters, which must not reorder what follows. */
  a,
  b,
  code,
  span,
  time {
    unicode-bidi: isolate;
  }
  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul,
  ol {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  button {
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  b {
    font-weight: 600;
  }
  i {
    font-style: normal;
  }
  a {
    color: var(--journey-accent);
    text-underline-offset: 0.15em;
    text-decoration-thickness: 1px;
    overflow-wrap: anywhere;
  }
  code {
    font: 0.92em ui-monospace, 'Cascadia Mono', Menlo, monospace;
    overflow-wrap: anywhere;
  }
  time,
  .figure,
  .time,
  .length {
    font-variant-numeric: tabular-nums;
  }
  :focus-visible {
    outline: 2px solid var(--journey-accent);
    outline-offset: 2px;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1.15em;
    block-size: 1.15em;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
    vertical-align: -0.2em;
  }
  .dot {
    flex: none;
    inline-size: 0.55em;
    block-size: 0.55em;
  }
  .muted {
    color: var(--journey-muted);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    max-inline-size: 100%;
    padding: 0.1em 0.65em;
    border: 1px solid var(--journey-border);
    border-radius: 99px;
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .chip .icon {
    color: var(--journey-muted);
  }
  .button {
    padding: 0.4em 0.95em;
    border: 1px solid var(--journey-border);
    border-radius: calc(var(--journey-radius) - 3px);
    background: var(--journey-background);
    font-weight: 550;
    transition: background-color 120ms;
  }
  .button:hover {
    background: var(--journey-hover);
  }
  .button[aria-disabled] {
    color: var(--journey-muted);
  }
  .quiet {
    display: inline-grid;
    flex: none;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    padding: 0;
    border-radius: 7px;
    color: var(--journey-muted);
    transition: background-color 120ms;
  }
  .quiet:hover {
    background: var(--journey-hover);
    color: var(--journey-text);
  }
  .journey {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
  }
  .scroll {
    flex: 1 1 auto;
    min-block-size: 0;
    overflow-y: auto;
    scrollbar-gutter: stable;
    scrollbar-color: var(--journey-border) transparent;
    scrollbar-width: thin;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
    }
  }
`,wr=o`
  .details {
    position: sticky;
    inset-block-end: 0;
    z-index: 3;
    display: flex;
    flex: none;
    flex-direction: column;
    /* Not as high as its content, so that the list does not move when the content arrives. */
    block-size: min(52%, 32rem);
    max-block-size: 75vh;
    background: var(--journey-background);
    box-shadow: var(--journey-shadow);
    animation: rise 180ms ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0.75rem);
    }
  }
  .details > header {
    display: flex;
    align-items: center;
    gap: 0.7rem;
    padding-block: 0.6rem;
    padding-inline: var(--journey-space) 0.6rem;
    border-block-end: 1px solid var(--journey-border);
  }
  .details > header .node {
    box-shadow: none;
  }
  .details h3 {
    font-size: 1.07em;
    font-weight: 650;
  }
  .details h3:focus-visible {
    border-radius: 3px;
  }
  .spread {
    flex: 1;
  }
  .details-body {
    min-block-size: 0;
    overflow-y: auto;
    padding: 0.9rem var(--journey-space) 1.1rem;
    scrollbar-color: var(--journey-border) transparent;
    scrollbar-width: thin;
  }
  .details-body:focus-visible {
    outline-offset: -2px;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
    gap: 1.1rem 2.5rem;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 7.75rem), 1fr));
    gap: 0.7rem 1.25rem;
  }
  .facts dd {
    overflow-wrap: anywhere;
  }
  .facts a .icon {
    inline-size: 0.95em;
    block-size: 0.95em;
    margin-inline-start: 0.25em;
  }
  .part {
    margin-block-start: 1.1rem;
  }
  .column > .part:first-child {
    margin-block-start: 0;
  }
  h4 {
    margin-block-end: 0.4rem;
    color: var(--journey-muted);
    font-size: 0.86em;
    font-weight: 600;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .wrap-up-list {
    display: grid;
    gap: 0.5rem;
  }
  .wrap-up-list li {
    padding: 0.5rem 0.75rem;
    border-radius: calc(var(--journey-radius) - 2px);
    background: var(--journey-surface);
  }
  .notes {
    display: block;
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .note {
    display: flex;
    gap: 0.5rem;
    margin-block-end: 0.6rem;
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .note .icon {
    margin-block-start: 0.15em;
  }
  .timeline li {
    position: relative;
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr) auto;
    gap: 0.6rem;
    padding-block: 0.28rem;
  }
  .timeline li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset-block: 0.9rem -0.4rem;
    inset-inline-start: calc(0.75rem - 1px);
    inline-size: 2px;
    background: var(--journey-border);
  }
  .tick {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    border-radius: 50%;
    background: var(--journey-surface);
    color: var(--journey-muted);
  }
  .tick .icon {
    inline-size: 0.9rem;
    block-size: 0.9rem;
  }
  .entry {
    padding-block-start: 0.1rem;
  }
  .entry b {
    font-weight: 500;
  }
  .entry .text {
    color: var(--journey-muted);
  }
  .entry .dot {
    margin-inline-end: 0.35em;
  }
  .timeline time {
    padding-block-start: 0.1rem;
    color: var(--journey-muted);
    font-size: 0.93em;
    white-space: nowrap;
  }
  .timeline .plain {
    text-decoration: none;
  }
  .timeline .plain:hover {
    text-decoration: underline;
  }
  .timeline + .button {
    margin-block-start: 0.5rem;
  }
`,Tr=o`
  .header {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.5rem 0.75rem;
    align-items: center;
    padding: var(--journey-space) var(--journey-space) 0.75rem;
  }
  .avatar {
    display: grid;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: 50%;
    background: var(--journey-accent-soft);
    color: var(--journey-accent);
    font-weight: 600;
    letter-spacing: 0.02em;
  }
  .avatar .icon {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .identity h2 {
    font-size: 1.25em;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.011em;
    overflow-wrap: anywhere;
  }
  .about {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.9rem;
    color: var(--journey-muted);
  }
  .about span {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    overflow-wrap: anywhere;
  }
  .known {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.75rem;
    align-items: center;
  }
  .segments {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem;
  }
  .identifiers {
    color: var(--journey-muted);
  }
  .identifiers[open] {
    flex-basis: 100%;
  }
  .identifiers summary {
    inline-size: fit-content;
    border-radius: 5px;
    cursor: pointer;
  }
  .identifiers summary:hover {
    color: var(--journey-text);
  }
  .identifiers .count {
    margin-inline-start: 0.25em;
    font-variant-numeric: tabular-nums;
  }
  .identifiers dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
    gap: 0.5rem 1rem;
    padding-block-start: 0.5rem;
  }
  .identifiers dd {
    color: var(--journey-text);
    overflow-wrap: anywhere;
  }
  dt {
    color: var(--journey-muted);
    font-size: 0.86em;
  }
  .summary {
    margin-inline: var(--journey-space);
    padding: 0.75rem 0.9rem;
    border-radius: var(--journey-radius);
    background: var(--journey-surface);
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 2rem;
  }
  .figure {
    font-size: 1.2em;
    font-weight: 600;
    line-height: 1.3;
  }
  .is-open .figure {
    color: var(--journey-live);
  }
  .contacts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.5rem;
    align-items: baseline;
    white-space: nowrap;
  }
  .contacts span,
  .last time {
    color: var(--journey-muted);
  }
  .contacts .figure {
    color: var(--journey-text);
  }
  .last dd,
  .wrap-ups dd {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 0.5rem;
    padding-block-start: 0.1rem;
  }
  .flags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.9rem;
    margin-block-start: 0.65rem;
    padding-block-start: 0.6rem;
    border-block-start: 1px solid var(--journey-border);
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .flags li {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    position: relative;
  }
  .flag {
    color: var(--journey-text);
    font-weight: 500;
  }
  .flag .icon {
    color: var(--journey-idle);
  }
  .contacts .by-group {
    display: inline-flex;
    align-items: center;
    align-self: center;
    gap: 0.3em;
    position: relative;
    font-variant-numeric: tabular-nums;
  }
  .window {
    margin-inline-start: auto;
    font-size: 0.93em;
  }
  @container journey (width < 44rem) {
    .summary {
      padding: 0.6rem 0.75rem;
    }
    .figures {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0.45rem 1.5rem;
    }
    .last,
    .wrap-ups {
      grid-column: 1 / -1;
    }
    .flags {
      margin-block-start: 0.5rem;
      padding-block-start: 0.45rem;
    }
    .window {
      margin-inline-start: 0;
    }
  }
  .notices {
    margin: 0.6rem var(--journey-space) 0;
    padding-inline: 0.9rem;
    border: 1px solid var(--journey-border);
    border-radius: var(--journey-radius);
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .notices summary {
    display: flex;
    gap: 0.6rem;
    align-items: start;
    padding-block: 0.45rem;
    border-radius: 5px;
    color: var(--journey-text);
    cursor: pointer;
    list-style: none;
  }
  .notices summary::-webkit-details-marker {
    display: none;
  }
  .notices summary::after {
    content: '';
    flex: none;
    inline-size: 0.42em;
    block-size: 0.42em;
    margin-block-start: 0.4em;
    margin-inline: auto 0.2em;
    border-block-end: 1.5px solid var(--journey-muted);
    border-inline-end: 1.5px solid var(--journey-muted);
    rotate: 45deg;
    transition: rotate 120ms;
  }
  .notices[open] summary::after {
    margin-block-start: 0.65em;
    rotate: 225deg;
  }
  .notices .icon {
    margin-block-start: 0.12em;
  }
  .notices ul {
    padding-block-end: 0.6rem;
    padding-inline-start: calc(1.15em + 0.6rem);
  }
  .notices li + li {
    margin-block-start: 0.25rem;
  }
  .notices b {
    color: var(--journey-text);
    font-weight: 500;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    padding: 0.45rem var(--journey-space);
    background: var(--journey-idle-soft);
    color: var(--journey-idle);
    font-weight: 500;
  }
`,Er=o`
  .filters {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
    margin-block-start: 0.4rem;
    padding: 0.6rem var(--journey-space);
    background: var(--journey-background);
  }
  .filter {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-inline-size: 2.25rem;
    min-block-size: 2rem;
    padding: 0 0.7em;
    border: 1px solid transparent;
    border-radius: 99px;
    color: var(--journey-muted);
    font-weight: 500;
    transition:
      background-color 120ms,
      color 120ms;
  }
  .filter:hover {
    background: var(--journey-hover);
    color: var(--journey-text);
  }
  .filter[aria-pressed='true'] {
    border-color: color-mix(in srgb, var(--journey-accent) 35%, transparent);
    background: var(--journey-accent-soft);
    color: var(--journey-accent);
  }
  .list {
    position: relative;
    padding: 0 calc(var(--journey-space) - 0.5rem) 1.5rem;
  }
  .period h3 {
    padding: 0.55rem 0.5rem 0.35rem;
    color: var(--journey-muted);
    font-size: 0.86em;
    font-weight: 600;
  }
  li:has(> .card) {
    /* The center of the icons. */
    --line: calc(0.5rem + 8.25rem + 0.9rem + 1rem - 1px);
    position: relative;
    content-visibility: auto;
    /* Room for an outline of a card. */
    overflow-clip-margin: 4px;
    contain-intrinsic-size: auto 3.5rem;
  }
  .card {
    scroll-margin-block-start: 3.5rem;
    display: grid;
    grid-template: 'when node what who length' auto / 8.25rem 2rem minmax(8rem, 1.2fr) minmax(0, 1.3fr) minmax(4.5rem, auto);
    column-gap: 0.9rem;
    align-items: center;
    inline-size: 100%;
    min-block-size: 3.5rem;
    padding: 0.45rem 0.5rem;
    border-radius: var(--journey-radius);
    transition: background-color 120ms;
  }
  li:has(> .card)::before {
    content: '';
    position: absolute;
    z-index: 1;
    inset-block: 0;
    inset-inline-start: var(--line);
    inline-size: 2px;
    background: var(--journey-border);
    pointer-events: none;
  }
  li:first-child::before {
    inset-block-start: 50%;
  }
  li:last-child::before {
    inset-block-end: 50%;
  }
  li:only-child::before {
    display: none;
  }
  .card:hover {
    background: var(--journey-hover);
  }
  .card[aria-expanded='true'] {
    background: var(--journey-accent-soft);
  }
  .card:focus-visible {
    outline-offset: -2px;
  }
  .when {
    grid-area: when;
    display: flex;
    flex-direction: column;
    align-items: start;
    gap: 0.1rem;
  }
  .time,
  .length,
  .subtitle,
  .who {
    color: var(--journey-muted);
    font-size: 0.93em;
  }
  .node {
    grid-area: node;
    position: relative;
    z-index: 2;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2rem;
    block-size: 2rem;
    border-radius: 50%;
    background: color-mix(in srgb, var(--channel) 13%, var(--journey-background));
    box-shadow: 0 0 0 3px var(--journey-background);
    color: var(--channel);
  }
  .node .icon {
    inline-size: 1.15rem;
    block-size: 1.15rem;
  }
  .card:hover .node {
    box-shadow: 0 0 0 3px var(--journey-hover);
  }
  .card[aria-expanded='true'] .node {
    box-shadow: 0 0 0 3px var(--journey-accent-soft);
  }
  .voice {
    --channel: var(--journey-voice);
  }
  .messaging {
    --channel: var(--journey-messaging);
  }
  .digital {
    --channel: var(--journey-digital);
  }
  .social {
    --channel: var(--journey-social);
  }
  .website {
    --channel: var(--journey-website);
  }
  .other {
    --channel: var(--journey-other);
  }
  .what {
    grid-area: what;
    min-inline-size: 0;
  }
  .label {
    display: block;
    font-weight: 600;
  }
  .subtitle,
  .who > span > span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .who {
    grid-area: who;
    min-inline-size: 0;
  }
  .who > span {
    display: flex;
    align-items: center;
    gap: 0.4em;
    min-inline-size: 0;
  }
  .length {
    grid-area: length;
    justify-self: end;
    text-align: end;
    white-space: nowrap;
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    padding: 0.05em 0.6em 0.05em 0.5em;
    border-radius: 99px;
    background: var(--status-soft);
    color: var(--status);
    font-size: 0.93em;
    font-weight: 600;
    transition:
      background-color 200ms,
      color 200ms;
  }
  .live {
    --status: var(--journey-live);
    --status-soft: var(--journey-live-soft);
  }
  .idle {
    --status: var(--journey-idle);
    --status-soft: var(--journey-idle-soft);
  }
  .inactive {
    --status: var(--journey-inactive);
    --status-soft: var(--journey-inactive-soft);
  }
  .mark {
    inline-size: 0.75rem;
    block-size: 0.75rem;
    overflow: visible;
  }
  .mark .fill {
    fill: currentcolor;
  }
  .mark .line {
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
  }
  .mark .pulse {
    fill: currentcolor;
    opacity: 0.45;
    transform-origin: center;
    animation: pulse 2.4s ease-out infinite;
  }
  @keyframes pulse {
    to {
      opacity: 0;
      transform: scale(2.1);
    }
  }
  .sentinel {
    position: absolute;
    inset: auto 0 0;
    block-size: min(50rem, 100%);
    pointer-events: none;
  }
  .end,
  .none {
    padding: 1rem 0.5rem 0;
    color: var(--journey-muted);
    font-size: 0.93em;
    text-align: center;
  }
  @container journey (width < 44rem) {
    li:has(> .card) {
      --line: calc(0.5rem + 1rem - 1px);
    }
    .card {
      grid-template:
        'node what when' auto
        'node who length' auto / 2rem minmax(0, 1fr) auto;
      column-gap: 0.75rem;
    }
    .when {
      align-items: end;
      align-self: start;
    }
    .who {
      display: flex;
      flex-wrap: wrap;
      column-gap: 0.8rem;
    }
    .who > span {
      max-inline-size: 100%;
    }
  }
  @container journey (width < 34rem) {
    .filter .name {
      display: none;
    }
    .filter {
      padding: 0 0.55em;
    }
  }
`,Dr=o`
  .state {
    display: grid;
    gap: 0.4rem;
    justify-items: center;
    max-inline-size: 26rem;
    margin-inline: auto;
    padding: 3.5rem var(--journey-space);
    text-align: center;
    text-wrap: pretty;
  }
  .state .large {
    inline-size: 2.5rem;
    block-size: 2.5rem;
    margin-block-end: 0.4rem;
    color: var(--journey-muted);
    stroke-width: 1.1;
  }
  .state h2 {
    font-size: 1.07em;
    font-weight: 650;
  }
  .state p {
    color: var(--journey-muted);
  }
  .state p b {
    color: var(--journey-text);
  }
  .state .button {
    margin-block-start: 0.6rem;
  }
  .inline-failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem 0.7rem;
    margin: 0.6rem 0.5rem;
    color: var(--journey-muted);
  }
  .inline-failure > span {
    flex: 1 1 12rem;
  }
  .inline-failure > .icon {
    color: var(--journey-danger);
  }
  .inline-failure b {
    color: var(--journey-text);
  }
  .scroll > .inline-failure {
    margin: 0 var(--journey-space) 0.6rem;
  }
  .details-body > .inline-failure {
    margin: 0 0 0.9rem;
  }
  .skeleton {
    display: grid;
    gap: 1.25rem;
    padding: var(--journey-space);
  }
  .skeleton.small {
    gap: 0.75rem;
    padding: 0;
  }
  .skeleton-head,
  .skeleton-row {
    display: grid;
    grid-template-columns: 2rem minmax(0, 1fr) 4rem;
    gap: 0.9rem;
    align-items: center;
  }
  .skeleton-head {
    grid-template-columns: 2.75rem minmax(0, 12rem);
    margin-block-end: 1.5rem;
  }
  .skeleton i {
    block-size: 0.9rem;
    border-radius: 99px;
    background: var(--journey-inactive-soft);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .skeleton-row i:first-child {
    block-size: 2rem;
  }
  .small .skeleton-row i:first-child {
    inline-size: 1.5rem;
    block-size: 1.5rem;
  }
  .skeleton-head i:first-child {
    block-size: 2.75rem;
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  @media (forced-colors: active) {
    .badge,
    .chip,
    .filter,
    .button,
    .card,
    .summary {
      border: 1px solid;
    }
    .card {
      border-color: transparent;
    }
    .card[aria-expanded='true'],
    .filter[aria-pressed='true'] {
      border-color: Highlight;
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    li:has(> .card)::before,
    .timeline li:not(:last-child)::before {
      background: CanvasText;
    }
    .details {
      border-block-start: 1px solid;
    }
  }
  @media (prefers-contrast: more) {
    .badge,
    .filter,
    .node {
      border: 1px solid currentcolor;
    }
  }
`,Or=[o`
  :host {
    --journey-font: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif;
    --journey-font-size: 0.875rem;
    --journey-radius: 10px;
    --journey-space: 1rem;
    --journey-background: light-dark(#ffffff, #14171c);
    --journey-surface: light-dark(#f6f7f9, #1c2027);
    --journey-hover: light-dark(#f1f3f7, #20252d);
    --journey-border: light-dark(#e2e5eb, #2e343e);
    --journey-text: light-dark(#171a21, #e9ecf1);
    --journey-muted: light-dark(#59616f, #a3acba);
    --journey-accent: light-dark(#2554cf, #92b1ff);
    --journey-accent-soft: light-dark(#ebf0fe, #222c45);
    --journey-live: light-dark(#0b7a3e, #5ad892);
    --journey-live-soft: light-dark(#e3f6eb, #14321f);
    --journey-idle: light-dark(#875800, #f3c14b);
    --journey-idle-soft: light-dark(#fdf1d3, #3a2d0c);
    --journey-inactive: light-dark(#565e6b, #aab2bf);
    --journey-inactive-soft: light-dark(#eceef2, #272c34);
    --journey-danger: light-dark(#b3261e, #ff9d94);
    --journey-voice: light-dark(#2554cf, #92b1ff);
    --journey-messaging: light-dark(#7038c7, #c3a2ff);
    --journey-digital: light-dark(#0a7078, #5fd0d8);
    --journey-social: light-dark(#b02a78, #ff9bd0);
    --journey-website: light-dark(#9a4a06, #f7b272);
    --journey-other: light-dark(#565e6b, #aab2bf);
    --journey-shadow: 0 -1px 0 var(--journey-border), 0 -12px 28px -18px light-dark(rgb(20 25 40 / 28%), rgb(0 0 0 / 80%));
    color-scheme: light dark;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  @media (prefers-contrast: more) {
    :host {
      --journey-border: light-dark(#6b7280, #8b95a5);
      --journey-muted: light-dark(#363c47, #d3d9e2);
      --journey-text: light-dark(#000000, #ffffff);
    }
  }
`,Cr,Tr,Er,wr,Dr],kr={LIVE:j`<circle class="pulse" cx="6" cy="6" r="4" /><circle class="fill" cx="6" cy="6" r="4" />`,IDLE:j`<circle class="line" cx="6" cy="6" r="3.5" /><path class="fill" d="M6 2.5a3.5 3.5 0 0 0 0 7Z" />`,INACTIVE:j`<circle class="line" cx="6" cy="6" r="3.5" />`};function Ar({status:e,startedAt:t},n){if(e===`ENDED`)return A`<time class="date" part="date" datetime=${t}>${n.date(t)}</time>`;let r=e.toLowerCase();return A`<span class="badge ${r}" part="badge badge-${r}"
    ><svg class="mark" viewBox="0 0 12 12" aria-hidden="true" focusable="false">${kr[e]}</svg>${n.t(`status.${e}`)}</span
  >`}function jr(e,t,n,r){let{t:i}=r,{phase:a,subject:o}=e,s=t?.details,c=e.queue===void 0?t?.queue:e.queue,l=e.agent===void 0?t?.agent:e.agent,u=(e,t)=>e===void 0||e!==null&&e.name===void 0?i(`details.unavailable`):e?.name??t,d=e=>e?r.duration(e):void 0;return[[i(`details.queue`),n.queues?A`<b data-fact="queue">${u(c,`–`)}</b>`:A`<i data-fact="queue">${i(`details.hidden`)}</i>`],[i(`details.agent`),A`<b data-fact="agent">${u(l,i(`card.noAgent`))}</b>`],[i(`details.subject`),o],[i(`details.state`),a?i(`phase.${a}`):void 0],[i(`details.talk`),d(s?.talkSeconds)],[i(`details.hold`),d(s?.holdSeconds)]]}function Mr({wrapUps:e,endedAt:t},{wrapUps:n},r){let{t:i}=r;return e?A`<section class="part">
    <h4>${i(`details.wrapUps`)}</h4>
    ${e.length>0?A`<ul class="wrap-up-list" role="list">
            ${e.map(({code:e,notes:t,agent:a,at:o})=>A`<li>
                <b>${e===void 0?i(n?`details.unavailable`:`details.hidden`):e?.name??e?.id??`–`}</b>
                <span class="muted">${[a?.name,o?r.dateTime(o):void 0].filter(Boolean).join(`, `)}</span>
                ${t?A`<p class="notes" dir="auto">${t}</p>`:N}
              </li>`)}
          </ul>`:A`<p class="muted">${i(t?`details.noWrapUp`:`details.noWrapUpYet`)}</p>`}
  </section>`:N}var Nr={voice:j`<path d="M5.2 3.5h2.1l1.3 3.3-1.5 1.4a8.6 8.6 0 0 0 4.7 4.7l1.4-1.5 3.3 1.3v2.1c0 .9-.7 1.6-1.6 1.6A11.4 11.4 0 0 1 3.6 5.1c0-.9.7-1.6 1.6-1.6Z"/>`,messaging:j`<path d="M3.5 5.6c0-.9.7-1.6 1.6-1.6h9.8c.9 0 1.6.7 1.6 1.6v6.3c0 .9-.7 1.6-1.6 1.6H9.6L6.2 16.4v-2.9H5.1c-.9 0-1.6-.7-1.6-1.6Z"/><path d="M7 7.7h6M7 10.1h3.6"/>`,digital:j`<rect x="3" y="4.5" width="14" height="11" rx="1.8"/><path d="m3.6 6 6.4 4.8L16.4 6"/>`,social:j`<circle cx="5.4" cy="10" r="2.1"/><circle cx="14.2" cy="5.2" r="2.1"/><circle cx="14.2" cy="14.8" r="2.1"/><path d="m7.3 9 5-2.8M7.3 11l5 2.8"/>`,website:j`<rect x="2.8" y="3.8" width="14.4" height="12.4" rx="1.8"/><path d="M2.8 7.4h14.4M5.3 5.6h.01M7.5 5.6h.01"/>`,other:j`<rect x="3.2" y="6" width="13.6" height="10" rx="1.8"/><path d="M7.4 6V4.9c0-.6.5-1.1 1.1-1.1h3c.6 0 1.1.5 1.1 1.1V6M3.2 10.6h13.6"/>`,journey:j`<circle cx="5" cy="15" r="1.9"/><circle cx="15" cy="5" r="1.9"/><path d="M6.9 15h5.2a2.7 2.7 0 0 0 0-5.4H8a2.3 2.3 0 0 1 0-4.6h5.1"/>`,person:j`<circle cx="10" cy="6.8" r="3"/><path d="M4.2 16.6c.5-3.2 2.8-5 5.8-5s5.3 1.8 5.8 5"/>`,queue:j`<path d="M3.5 5.5h13M3.5 10h9M3.5 14.5h6"/>`,organization:j`<path d="M4 16.5v-12c0-.6.4-1 1-1h6c.6 0 1 .4 1 1v12M12 8h3c.6 0 1 .4 1 1v7.5M2.5 16.5h15M7 7h2M7 10h2M7 13h2"/>`,lock:j`<rect x="4.5" y="9" width="11" height="7.5" rx="1.6"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,close:j`<path d="m5.5 5.5 9 9m0-9-9 9"/>`,repeat:j`<path d="M4 9.2A6 6 0 0 1 14.6 6L16 7.4M16 4v3.4h-3.4M16 10.8A6 6 0 0 1 5.4 14L4 12.6M4 16v-3.4h3.4"/>`,transfer:j`<path d="M3.5 7h12m-3-3 3 3-3 3M16.5 13.5h-12m3-3-3 3 3 3"/>`,offline:j`<path d="M3 3l14 14M6.2 12.6a5.4 5.4 0 0 1 5-1.4M3.4 9.3a9.6 9.6 0 0 1 3.4-2.1M9.4 6.3a9.6 9.6 0 0 1 7.2 3M10 15.6h.01"/>`,clock:j`<circle cx="10" cy="10" r="6.7"/><path d="M10 6.2V10l2.6 1.7"/>`,search:j`<circle cx="8.8" cy="8.8" r="4.8"/><path d="m12.4 12.4 4 4"/>`,tag:j`<path d="M3.5 4.6v4.6l7.3 7.3 5.7-5.7-7.3-7.3H4.6c-.6 0-1.1.5-1.1 1.1Z"/><path d="M7 7h.01"/>`,check:j`<path d="m4.5 10.5 3.6 3.6 7.4-8"/>`,gift:j`<rect x="3.2" y="7.2" width="13.6" height="3" rx="1"/><path d="M4.6 10.2v5c0 .7.6 1.3 1.3 1.3h8.2c.7 0 1.3-.6 1.3-1.3v-5M10 7.2v9.3M10 7.2C8 7.2 6.6 6.4 6.6 5S8.9 3.3 10 7.2Zm0 0c2 0 3.4-.8 3.4-2.2S11.1 3.3 10 7.2Z"/>`,alert:j`<path d="M10 3.6 2.9 16h14.2ZM10 8.2v3.6M10 13.9h.01"/>`,start:j`<circle cx="10" cy="10" r="3.2"/>`,end:j`<rect x="6.6" y="6.6" width="6.8" height="6.8" rx="1"/>`,external:j`<path d="M8 4.5H5.6c-.6 0-1.1.5-1.1 1.1v8.8c0 .6.5 1.1 1.1 1.1h8.8c.6 0 1.1-.5 1.1-1.1V12M11.5 4.5h4v4M15.2 4.8 9.5 10.5"/>`};function Q(e,t=``){return A`<svg class="icon ${t}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${Nr[e]}</svg>`}var Pr={VOICE:`voice`,MESSAGING:`messaging`,DIGITAL:`digital`,SOCIAL:`social`,WEBSITE:`website`,OTHER:`other`};function Fr(e){return Q(Pr[e]??`other`)}function Ir(e){return!e||!/^#?[0-9a-f]{3,8}$/i.test(e)?void 0:A`<svg class="dot" viewBox="0 0 8 8" aria-hidden="true" focusable="false"><circle cx="4" cy="4" r="4" fill=${e.startsWith(`#`)?e:`#${e}`} /></svg>`}function Lr(e){let t=e.filter(([,e])=>e!=null&&e!==``);return t.length===0?N:A`<dl class="facts">
    ${t.map(([e,t])=>A`<div><dt>${e}</dt><dd>${t}</dd></div>`)}
  </dl>`}function Rr(e,t,n){let r=tt(e);return r===void 0?t??e:A`<a href=${r} target="_blank" rel="noopener noreferrer" title=${r}
    >${t||r}${Q(`external`)}<span class="hidden"> (${n.t(`details.newWindow`)})</span></a
  >`}function zr(e){let t=tt(e);return t===void 0?void 0:new URL(t).hostname}var Br=(...e)=>e.filter(Boolean).join(`, `)||void 0,Vr={externalcontacts:`External contacts`,eventtype:`Event Type`,sessiontype:`Session Type`,wrapupcode:`Wrap up code`,segmentassignment:`Segment Assignment`,conversationdetail:`Conversation Detail`};function Hr(e){return e.split(`:`).map(e=>Vr[e.toLowerCase()]??Ur(e.replace(/([a-z])([A-Z])/g,`$1 $2`))).join(` > `)}function Ur(e){return e.charAt(0).toUpperCase()+e.slice(1)}function Wr(e,t){let n=new Intl.ListFormat(t.locale,{type:`conjunction`}).format(e.map(({part:e})=>t.t(`part.${e}`)));return A`<details class="notices" part="notices">
    <summary>${Q(`lock`)}<span>${t.t(`denied`,{parts:n})}</span></summary>
    <ul role="list">
      ${e.map(e=>A`<li part="notice" data-part=${e.part}>${Gr(e,t)}</li>`)}
    </ul>
  </details>`}function Gr({part:e,any:t,all:n,scope:r},i){let[a,o]=i.t(`denied.${e}`,{reason:`
`}).split(`
`);return A`${a}${Kr({any:t,all:n,scope:r},i)}${o}`}function Kr({any:e,all:t,scope:n},r){let{t:i,locale:a}=r;if(n.length>0)return i(`denied.needScope`,{scopes:n.join(`, `)});if(e.length===0&&t.length===0)return i(`denied.byPlatform`);let o=[...t,...e.slice(0,1)],s=new Intl.ListFormat(a,{type:`conjunction`}).formatToParts(o).map(({type:e,value:t})=>e===`element`?A`<b>${Hr(t)}</b> (<code>${t}</code>)`:t),[c,l]=i(`denied.need`,{permissions:`
`}).split(`
`);return A`${c}${s}${l}`}function qr({name:e,icon:t,title:n,text:r,onRetry:i},a){return A`<div class="state" part="state state-${e}" data-state=${e}>
    ${Q(t,`large`)}
    <h2>${n}</h2>
    <p>${r}</p>
    ${i?A`<button type="button" class="button" part="button" @click=${i}>${a.t(`state.retry`)}</button>`:N}
  </div>`}function Jr(e,t){let{format:n,denied:r,failure:i,retry:a,onRetry:o}=t,{t:s}=n,c=e=>qr(e,n);switch(e){case`loading`:return Qr(n);case`empty`:return c({name:`empty`,icon:`journey`,title:s(`state.empty.title`),text:s(`state.empty.text`)});case`ready`:return c({name:`no-sessions`,icon:`journey`,title:s(`state.noSessions.title`),text:s(`state.noSessions.text`)});case`forbidden`:{let e=r.find(({part:e})=>e===`sessions`),t=A`${e?Gr(e,n):N} ${s(`state.forbidden.text`)}`;return c({name:`forbidden`,icon:`lock`,title:s(`state.forbidden.title`),text:t})}case`not-found`:return c({name:`not-found`,icon:`search`,title:s(`state.notFound.title`),text:s(`state.notFound.text`)});case`no-customer`:return c({name:`no-customer`,icon:`person`,title:s(`state.noCustomer.title`),text:s(`state.noCustomer.text`)});case`signed-out`:return c({name:`signed-out`,icon:`lock`,title:s(`state.signedOut.title`),text:s(`state.signedOut.text`)});case`failed`:return c(Yr(i,a,n,o))}}function Yr(e,t,{t:n},r){let i=n(`state.waiting`,{count:t.seconds??0});switch(e?.reason){case`offline`:return{name:`offline`,icon:`offline`,title:n(`state.offline.title`),text:n(`state.offline.text`),onRetry:r};case`rate-limited`:return{name:`rate-limited`,icon:`clock`,title:n(`state.rateLimited.title`),text:i};case`overloaded`:return{name:`rate-limited`,icon:`clock`,title:n(`state.overloaded.title`),text:i};default:{let t=e?A`${e.message} <code>${e.code}</code>`:N;return{name:`failed`,icon:`alert`,title:n(`state.failed.title`),text:t,onRetry:r}}}}function Xr(e,t,n,r){let{title:i,text:a,onRetry:o}=Yr(e,t,n,r);return A`<div class="inline-failure" role="alert">
    ${Q(`alert`)}<span><b>${i}</b> ${a}</span>
    ${o?A`<button type="button" class="button" part="button" @click=${o}>${n.t(`state.retry`)}</button>`:N}
  </div>`}function Zr(e,{t},n){return A`<div class="inline-failure" role="alert">
    ${Q(`alert`)}<span><b>${t(`state.partFailed`)}</b> <code>${e.code}</code></span>
    <button type="button" class="button" part="button" @click=${n}>${t(`state.retry`)}</button>
  </div>`}function Qr(e){let t=Array.from({length:6},()=>A`<div class="skeleton-row"><i></i><i></i><i></i></div>`);return A`<div class="skeleton" part="state state-loading" data-state="loading" role="status">
    <span class="hidden">${e.t(`state.loading`)}</span>
    <div class="skeleton-head"><i></i><i></i></div>
    ${t}
  </div>`}function $r(e,t,n){let{t:r}=n,{events:i}=e;return i?A`<section class="part">
    <h4>${e.__typename===`ConversationSession`?r(`details.timeline`):r(`details.activity`)}</h4>
    ${i.complete?N:A`<p class="note">${Q(`alert`)}${r(`details.incomplete`)}</p>`}
    ${i.nodes.length===0?A`<p class="muted">${r(`details.noEvents`)}</p>`:A`<ol class="timeline" part="timeline" role="list">
            ${i.nodes.map((e,t)=>ei(e,i.nodes[t-1],n))}
          </ol>`}
    ${i.pageInfo.hasNextPage?A`<button
            type="button"
            class="button"
            part="button"
            aria-disabled=${t.isLoadingEvents?`true`:N}
            @click=${()=>void t.moreEvents()}
          >
            ${r(`details.moreEvents`)}
          </button>`:N}
  </section>`:N}function ei(e,t,n){let{icon:r,title:i,text:a}=ti(e,n),o=t===void 0||n.date(t.createdAt)!==n.date(e.createdAt),s=e.__typename===`ConversationEvent`&&e.timeIsEstimated;return A`<li data-event=${e.type}>
    <span class="tick">${Q(r)}</span>
    <span class="entry"><b>${i}</b> ${a?A`<span class="text">${a}</span>`:N}</span>
    <time datetime=${e.createdAt} title=${s?n.t(`details.estimated`):N}
      >${s?`≈ `:``}${o?n.dateTime(e.createdAt):n.time(e.createdAt)}</time
    >
  </li>`}function ti(e,t){let{t:n}=t;switch(e.__typename){case`ConversationEvent`:return oi(e,t);case`WebEvent`:return e.searchQuery?{icon:`search`,title:n(`event.search`),text:e.searchQuery}:e.page?ii(e.eventName)?{icon:`website`,title:ni(e.page,t)}:{icon:`start`,title:ri(e.eventName??e.type),text:e.page.title??e.page.pathname}:{icon:`start`,title:ri(e.eventName??e.type)};case`WebActionEvent`:{let{action:t,actionMap:r}=e,i=n(`offer.${t?.state??`UNKNOWN`}`);return{icon:`gift`,title:r?.displayName??t?.prompt??n(`event.offer`),text:i}}case`SegmentAssignedEvent`:return{icon:`tag`,title:n(`event.segment`),text:A`${Ir(e.segment?.color)}${e.segment?.displayName??``}`};case`AppEvent`:return e.searchQuery?{icon:`search`,title:n(`event.search`),text:e.searchQuery}:{icon:`other`,title:e.eventName?ri(e.eventName):n(`event.screen`),text:e.screenName};case`OutcomeAchievedEvent`:return{icon:`check`,title:n(`event.outcome`)};default:return{icon:`start`,title:ri(e.type)}}}function ni({url:e,title:t,pathname:n},{t:r}){let i=tt(e),a=A`<span class="hidden">${r(`event.page`)}: </span>${t??n??e}`;return i===void 0?a:A`<a class="plain" href=${i} target="_blank" rel="noopener noreferrer" title=${i}
    >${a}<span class="hidden"> (${r(`details.newWindow`)})</span></a
  >`}function ri(e){let t=e.replace(/[_.]+/g,` `).trim();return t.charAt(0).toUpperCase()+t.slice(1)}function ii(e){return e===null||/page_?viewed|pageview/i.test(e)}var ai={CONVERSATION_STARTED:`start`,AGENT_TRANSFERRED:`transfer`,QUEUE_ENTERED:`queue`,AGENT_CONNECTED:`person`,AGENT_DISCONNECTED:`close`,WRAP_UP_ADDED:`check`,CONVERSATION_ENDED:`end`};function oi(e,t){let{step:n,queue:r,agent:i,wrapUp:a,note:o,disconnectType:s}=e,c=[r?.name,i?.name,a?.code?.name,s].filter(Boolean).join(` · `),l=a?.notes??o;return{icon:ai[n]??`start`,title:t.t(`step.${n}`),text:A`${c}${l?A`<span class="notes" dir="auto">${l}</span>`:N}`}}function si(e,t){let{t:n}=t,{lastPage:r,referrer:i,campaign:a,browser:o}=e,s=i?.name??i?.hostname;return[[n(`details.lastPage`),r?Rr(r.url,r.title,t):void 0],[n(`details.referrer`),i?Rr(i.url,Br(s,i.keywords),t):void 0],[n(`details.campaign`),Br(a?.name,a?.source,a?.medium)],[n(`details.device`),di(e)],[n(`details.browser`),[o?.family,o?.version].filter(Boolean).join(` `)],[n(`details.location`),fi(e)]]}function ci(e,t){let{t:n}=t;return[[n(`details.app`),[e.app?.name,e.app?.version].filter(Boolean).join(` `)],[n(`details.device`),di(e)],[n(`details.location`),fi(e)]]}function li(e,t){let{t:n}=t,r=e.segmentAssignments?.flatMap(({segment:e})=>e?.displayName?e:[])??[],i=(e.__typename===`WebSession`?e.offers:void 0)??[];return A`
    ${ui(n(`details.searches`),e.searchTerms.map(e=>A`<li class="chip" dir="auto">${Q(`search`)}${e}</li>`))}
    ${ui(n(`details.offers`),i.map(({actionMap:e,prompt:t,state:r})=>A`<li class="chip">
          ${Q(`gift`)}${e?.displayName??t??n(`event.offer`)}
          <span class="muted">${n(`offer.${r??`UNKNOWN`}`)}</span>
        </li>`))}
    ${ui(n(`details.segments`),r.map(({displayName:e,color:t})=>A`<li class="chip">${Ir(t)??Q(`tag`)}${e}</li>`))}
  `}function ui(e,t){return t.length===0?N:A`<section class="part">
    <h4>${e}</h4>
    <ul class="chips" role="list">
      ${t}
    </ul>
  </section>`}function di({device:e}){let t=[e?.operatingSystem,e?.operatingSystemVersion].filter(Boolean).join(` `);return Br([e?.type,e?.category].find(e=>e&&e.toLowerCase()!==`unknown`),t)}function fi({location:e}){return Br(e?.city,e?.regionName,e?.countryName)}function pi(e,t){let{format:n,onClose:r}=t,{t:i}=n,a=n.channel(e);return A`<section id="details" class="details" part="details" aria-labelledby="details-title">
    <header>
      <span class="node ${e.channel.group.toLowerCase()}">${Fr(e.channel.group)}</span>
      <h3 id="details-title" tabindex="-1">${a}</h3>
      ${e.status===`ENDED`?N:Ar(e,n)}
      <span class="spread"></span>
      <button type="button" class="quiet" part="button" aria-label=${i(`details.close`)} title=${i(`details.close`)} @click=${r}>
        ${Q(`close`)}
      </button>
    </header>
    <div class="details-body" tabindex="0" role="group" aria-labelledby="details-title">${mi(e,t)}</div>
  </section>`}function mi(e,t){let{format:n,selection:r,capabilities:i}=t,{t:a}=n,{details:o,failure:s}=r,c=()=>r.again();return r.isGone?A`<p class="note" role="status">${a(`details.gone`)}</p>`:A`
    ${!s&&r.partFailure?Zr(r.partFailure,n,c):N}
    ${s?Xr(s,r.retry,n,c):N}
    <div class="columns">
      <div class="column">
        ${Lr([...hi(e,o,i,n),...gi(e,o,n)])}
        ${o?.__typename===`ConversationSession`?Mr(o,i,n):N}
        ${o?.__typename===`WebSession`||o?.__typename===`AppSession`?li(o,n):N}
      </div>
      <div class="column">
        ${o?$r(o,r,n):s?N:_i(n)}
      </div>
    </div>
  `}function hi(e,t,n,r){return e.__typename===`ConversationSession`?jr(e,t?.__typename===`ConversationSession`?t:void 0,n,r):t?.__typename===`WebSession`?si(t,r):t?.__typename===`AppSession`?ci(t,r):[]}function gi(e,t,n){let{t:r}=n,{startedAt:i,endedAt:a,durationSeconds:o}=e;return[[r(`details.started`),n.dateTime(i)],[r(`details.ended`),a?n.dateTime(a):void 0],[r(`details.duration`),a&&o?n.duration(o):void 0],[r(`details.number`),t?.shortId],[r(`details.record`),t?.externalUrl?Rr(t.externalUrl,zr(t.externalUrl),n):void 0]]}function _i(e){return A`<div class="skeleton small" role="status">
    <span class="hidden">${e.t(`details.loading`)}</span>
    ${Array.from({length:4},()=>A`<div class="skeleton-row"><i></i><i></i></div>`)}
  </div>`}function vi(e,t,n,r){let i=t=>r(Tn.filter(n=>n===t!==e.includes(n)));return A`<div class="filters" part="filters" role="group" aria-label=${n.t(`filters`)}>
    <button
      type="button"
      class="filter"
      part="filter"
      aria-pressed=${e.length===0?`true`:`false`}
      @click=${()=>r([])}
    >
      ${n.t(`filter.all`)}
    </button>
    ${t.map(t=>A`<button
        type="button"
        class="filter ${t.toLowerCase()}"
        part="filter"
        data-group=${t}
        title=${n.t(`group.${t}`)}
        aria-pressed=${e.includes(t)?`true`:`false`}
        @click=${()=>i(t)}
      >
        ${Fr(t)}<span class="name">${n.t(`group.${t}`)}</span>
      </button>`)}
  </div>`}function yi(e,t){let{t:n}=t,{displayName:r,kind:i,organization:a,identifiers:o}=e,s=i&&i!==`UNKNOWN`?n(`customer.${i}`):void 0,c=e.segments?.flatMap(({segment:e})=>e?.displayName?e:[])??[];return A`<header class="header" part="header">
    <span class="avatar" aria-hidden="true">${r?Ci(r):Q(`person`)}</span>
    <div class="identity">
      <h2 part="name">${r??n(`customer.unnamed`)}</h2>
      <p class="about">
        ${s?A`<span>${s}</span>`:N}
        ${a?.name?A`<span>${Q(`organization`)}${a.name}</span>`:N}
        ${Si(e).map(e=>A`<span>${e}</span>`)}
      </p>
    </div>
    ${c.length>0||o?.length?A`<div class="known">${bi(c,t)}${xi(o??[],t)}</div>`:N}
  </header>`}function bi(e,{t}){return e.length===0?N:A`<ul class="segments" role="list" aria-label=${t(`customer.segments`)}>
    ${e.map(({displayName:e,color:t})=>A`<li class="chip">${Ir(t)??Q(`tag`)}${e}</li>`)}
  </ul>`}function xi(e,{t}){return e.length===0?N:A`<details class="identifiers">
    <summary>${t(`customer.identifiers`)} <span class="count">${e.length}</span></summary>
    <dl>
      ${e.map(({type:e,platformType:n,value:r,externalSource:i})=>A`<div>
          <dt>${i?.name??(e?t(`identifier.${e}`):n)}</dt>
          <dd>${r}</dd>
        </div>`)}
    </dl>
  </details>`}function Si({emails:e,phones:t}){let n=t?.flatMap(({display:e,e164:t})=>e??t??[])??[];return[...new Set([...n,...e??[]])]}function Ci(e){let t=e.trim().split(/\s+/);return(t.length>1?[t[0],t.at(-1)]:t).map(e=>[...e??``][0]?.toUpperCase()??``).join(``)}var wi={},Ti=Me(class extends Ne{constructor(){super(...arguments),this.ot=wi}render(e,t){return t()}update(e,[t,n]){if(Array.isArray(t)){if(Array.isArray(this.ot)&&this.ot.length===t.length&&t.every((e,t)=>e===this.ot[t]))return M}else if(this.ot===t)return M;return this.ot=Array.isArray(t)?Array.from(t):t,this.render(t,n)}});function Ei(e,{format:t,isOpen:n,onToggle:r}){let i=Di(e,t);return A`<button
    type="button"
    class="card"
    part="card card-${e.status.toLowerCase()}"
    data-session=${e.id}
    aria-expanded=${n?`true`:`false`}
    aria-controls=${n?`details`:N}
    @click=${()=>r(e)}
  >
    <span class="when">${Ar(e,t)} <span class="time">${t.time(e.startedAt)}</span></span>
    <span class="node ${e.channel.group.toLowerCase()}" part="channel">${Fr(e.channel.group)}</span>
    <span class="what">
      <span class="label">${t.channel(e)}</span>
      ${i?A`<span class="subtitle">${i}</span>`:N}
    </span>
    <span class="who">${Oi(e)}</span>
    <span class="length">${ki(e,t)}</span>
  </button>`}function Di(e,t){switch(e.__typename){case`ConversationSession`:return e.subject?e.subject:e.status!==`ENDED`&&e.phase?t.t(`phase.${e.phase}`):e.wrapUp?.code?.name??``;case`WebSession`:return e.lastPage?.title??``;case`AppSession`:return[e.app?.name,e.lastScreen].filter(Boolean).join(` · `);case`CaseSession`:return e.reference??``;default:return``}}function Oi(e){if(e.__typename!==`ConversationSession`)return N;let t=e.queue?.name,n=e.agent?.name;return A`${t?A`<span class="queue">${Q(`queue`)}<span>${t}</span></span>`:N}
  ${n?A`<span class="agent">${Q(`person`)}<span>${n}</span></span>`:N}`}function ki(e,t){return e.__typename===`WebSession`&&e.pageviewCount?t.t(`card.pages`,{count:e.pageviewCount}):e.__typename===`AppSession`&&e.screenviewCount?t.t(`card.screens`,{count:e.screenviewCount}):e.status===`ENDED`&&e.durationSeconds?t.duration(e.durationSeconds):``}function Ai(e,t){let{format:n,openId:r,onToggle:i}=t;return A`${Ue(ji(e,n),([e])=>e,([e,t])=>A`<section class="period" aria-label=${e}>
      <h3 part="period">${e}</h3>
      <ul role="list">
        ${Ue(t,({id:e})=>e,e=>{let t=e.id===r;return A`<li>
              ${Ti([e,t,n],()=>Ei(e,{format:n,isOpen:t,onToggle:i}))}
            </li>`})}
      </ul>
    </section>`)}${e.length===0?A`<p class="none">${n.t(`list.noneOfFilter`)}</p>`:N}`}function ji(e,t,n){let r=[];for(let i of e){let e=t.period(i.startedAt,n),a=r.at(-1);a?.[0]===e?a[1].push(i):r.push([e,[i]])}return r}function Mi(e,t){let{t:n}=t,{current:r,lastContact:i,contactsByGroup:a}=e,o=e=>a.reduce((t,n)=>t+n[e],0),s=e.lastWrapUps.flatMap(({code:e,notes:t})=>e?.name?[{name:e.name,notes:t}]:[]);return A`<section class="summary" part="summary" aria-label=${n(`summary`)}>
    <dl class="figures">
      <div class=${e.openNow>0?`is-open`:``}>
        <dt>${n(`summary.openNow`)}</dt>
        <dd class="figure" data-figure="openNow">${e.openNow}</dd>
      </div>
      <div>
        <dt>${n(r?`summary.contactsWithCurrent`:`summary.contacts`)}</dt>
        <dd class="contacts">
          <span><b class="figure" data-figure="last7Days">${o(`last7Days`)}</b> ${n(`summary.contactsOf`,{days:7})}</span>
          <span aria-hidden="true">·</span>
          <span><b class="figure" data-figure="last30Days">${o(`last30Days`)}</b> ${n(`summary.contactsOf`,{days:30})}${a.length>0?`:`:N}</span>
          ${a.map(e=>Li(e,t))}
        </dd>
      </div>
      ${r?Ni(`current`,n(`summary.current`),r,t):N}
      ${i===void 0?N:Ni(`lastContact`,n(`summary.lastContact`),i,t)}
      ${s.length>0?A`<div class="wrap-ups">
              <dt>${n(`summary.lastWrapUps`)}</dt>
              <dd>${s.map(({name:e,notes:t})=>A`<span class="chip" title=${t??N}>${e}</span>`)}</dd>
            </div>`:N}
    </dl>
    ${Fi(e)?Ii(e,t):N}
  </section>`}function Ni(e,t,n,r){return A`<div class="last">
    <dt>${t}</dt>
    <dd data-figure=${e}>
      ${n?A`<b>${r.channel(n)}</b> <time datetime=${n.startedAt}>${r.dateTime(n.startedAt)}</time>`:r.t(`summary.none`)}
    </dd>
  </div>`}var Pi=({complete:e,oldestAt:t})=>!e&&t!==null;function Fi(e){return e.repeatContact||e.lastEndedInTransfer===!0||Pi(e)}function Ii(e,t){let{t:n}=t,{repeatContact:r,lastEndedInTransfer:i,sessionCount:a,oldestAt:o}=e;return A`<ul class="flags" role="list">
    ${r?A`<li class="flag">${Q(`repeat`)}${n(`summary.repeatContact`)}</li>`:N}
    ${i?A`<li class="flag">${Q(`transfer`)}${n(`summary.transfer`)}</li>`:N}
    ${Pi(e)?A`<li class="window">${n(`summary.window`,{count:a,date:t.date(o??``)})}</li>`:N}
  </ul>`}function Li({group:e,last7Days:t,last30Days:n},{t:r}){let i=r(`summary.contactsByGroup`,{group:r(`group.${e}`),last7:t,last30:n});return A`<span class="by-group" title=${i}>
    ${Fr(e)}<span aria-hidden="true">${n}</span><span class="hidden">${i}</span>
  </span>`}var Ri=import.meta.url,zi=class extends L{static styles=Or;static properties={endpoint:{},customerId:{attribute:`customer-id`},conversationId:{attribute:`conversation-id`},token:{},getToken:{attribute:!1},locale:{},theme:{reflect:!0}};#e=new Sr(this);#t=new wn((e,t)=>this.#n.t(`live.added`,{count:e,label:t}),()=>this.requestUpdate());#n=new $e(`en`);#r;#i=``;#a;get endpointUrl(){return new URL(this.endpoint||new URL(`/graphql`,Ri),document.baseURI).href}connectedCallback(){super.connectedCallback(),this.#a=Je(()=>this.#h()),this.#r=new IntersectionObserver(e=>{e.some(({isIntersecting:e})=>e)&&this.#e.more()}),this.#i=``,this.hasUpdated&&this.#e.start()}disconnectedCallback(){super.disconnectedCallback(),this.#a?.(),this.#r?.disconnect(),this.#t.stop()}tokenExpired(){this.#g(`journey-token-expired`)}customerLoaded({id:e,displayName:t}){this.#g(`journey-customer`,{id:e,displayName:t??null})}sessionAdded(e){this.#t.add(this.#n.channel(e))}connectionChanged(e){e&&this.#t.say(this.#n.t(`live.online`))}journeyFailed({code:e,message:t}){this.#g(`journey-error`,{code:e,message:t})}willUpdate(e){(e.has(`locale`)||!this.hasUpdated)&&this.#h(),e.has(`endpoint`)||e.has(`customerId`)||e.has(`conversationId`)||!this.hasUpdated?this.#e.start():e.has(`token`)?this.#e.tokenChanged():e.has(`getToken`)&&this.#e.getTokenChanged()}render(){let{customer:e,phase:t}=this.#e,n=this.#n,r=t===`ready`||t===`forbidden`;return A`<div class="journey" part="journey" lang=${n.locale} data-phase=${t} @keydown=${this.#m}>
      <div class="hidden" role="status">${this.#t.text}</div>
      ${this.#e.isOnline?N:A`<div class="banner" part="banner" role="status">${Q(`offline`)}${n.t(`live.offline`)}</div>`}
      <div class="scroll" part="scroll">
        ${e&&r?yi(e,n):N}
        ${t===`ready`?this.#o():this.#l()}
      </div>
      ${t===`ready`?this.#c():N}
    </div>`}updated(){let{store:e,pager:t}=this.#e,n=`${e.size} ${t.isLoading} ${t.groups}`,r=this.renderRoot.querySelector(`.sentinel`);(n!==this.#i||r===null)&&(this.#i=n,this.#r?.disconnect(),r!==null&&!t.isLoading&&this.#r?.observe(r))}#o(){let{store:e,pager:t,selection:n,summary:r,denied:i,partFailure:a,retryParts:o}=this.#e,s=this.#n,c=e.visible(t.groups);return A`
      ${a?Zr(a,s,o):N}
      ${r&&r.sessionCount>0?Mi(r,s):N}
      ${i.length>0?Wr(i,s):N}
      ${e.size===0&&!t.hasMore?this.#l():A`${vi(t.groups,this.#u(),s,e=>t.filter(e))}
              <div class="list" part="list" role="region" aria-label=${s.t(`list`)}>
                ${c.length>0||!t.hasMore?Ai(c,{format:s,openId:n.id,onToggle:this.#d}):N}
                ${this.#s(c.length)}
              </div>`}
    `}#s(e){let{pager:t}=this.#e,n=this.#n;return t.failure?Xr(t.failure,t.retry,n,()=>this.#e.retryPage()):t.hasMore?A`<div class="sentinel"></div>
      ${t.isLoading?A`<p class="end" role="status">${n.t(`list.loading`)}</p>`:A`<p class="end">
              <button type="button" class="button" part="button" @click=${()=>this.#e.more()}>${n.t(`list.more`)}</button>
            </p>`}`:e>0?A`<p class="end">${n.t(`list.end`,{count:e})}</p>`:N}#c(){let{store:e,selection:t}=this.#e,n=t.id===void 0?void 0:e.get(t.id)??t.details;if(!n)return N;let r=this.#e.capabilities();return pi(n,{format:this.#n,selection:t,capabilities:r,onClose:this.#f})}#l(){let{phase:e,failure:t,denied:n,retry:r}=this.#e;return Jr(e,{format:this.#n,failure:t,denied:n,retry:r,onRetry:()=>this.#e.start()})}#u(){let{store:e,pager:t}=this.#e,n=new Set(e.all().map(({channel:e})=>e.group));return Tn.filter(r=>n.has(r)||t.groups.includes(r)||e.position([]).hasMore&&r!==`OTHER`)}#d=e=>{let{selection:t}=this.#e;t.id===e.id?this.#f():(t.open(e),this.#g(`journey-session`,{id:e.id}),this.updateComplete.then(()=>{this.renderRoot.querySelector(`#details-title`)?.focus({preventScroll:!0}),this.#p(e.id)?.scrollIntoView({block:`nearest`})}))};#f=()=>{let{selection:e}=this.#e,{id:t}=e;e.close(),this.requestUpdate(),this.#g(`journey-session`,{id:null}),this.updateComplete.then(()=>this.#p(t)?.focus())};#p(e){return this.renderRoot.querySelector(`.card[data-session="${CSS.escape(e??``)}"]`)}#m=e=>{if(e.key===`Escape`&&this.#e.selection.id!==void 0){e.stopPropagation(),this.#f();return}let t=e.target.closest(`.card`);if(!t||e.ctrlKey||e.metaKey||e.altKey)return;let n=[...this.renderRoot.querySelectorAll(`.card`)],r=n.indexOf(t),i=n[{ArrowDown:r+1,ArrowUp:r-1,Home:0,End:n.length-1}[e.key]??-1];i&&(e.preventDefault(),i.focus())};#h(){let e=this.closest(`[lang]`)?.getAttribute(`lang`)??document.documentElement.lang;this.#n=new $e(Ye([this.locale,e,navigator.language])),this.requestUpdate()}#g(e,t){this.dispatchEvent(new CustomEvent(e,{bubbles:!0,composed:!0,detail:t}))}};customElements.get(`customer-journey`)||customElements.define(`customer-journey`,zi);var Bi=o`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
  }

  top-bar {
    flex: none;
  }

  .body {
    display: grid;
    flex: 1;
    grid-template-columns: 296px minmax(0, 1fr);
    min-height: 0;
  }

  conversations-panel {
    border-inline-end: 1px solid var(--page-line);
  }

  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-height: 0;
    min-width: 0;
    overflow-y: auto;
  }

  interaction-bar {
    flex: none;
  }

  customer-journey {
    flex: 1;
    min-height: 0;
  }

  .loading {
    animation: turn 0.8s linear infinite;
    border: 3px solid var(--page-line);
    border-block-start-color: var(--page-accent);
    border-radius: 50%;
    height: 28px;
    margin: auto;
    width: 28px;
  }

  .plain:has(.examples) {
    max-width: 40rem;
  }

  .examples {
    margin-block-start: 12px;
    text-align: start;
    width: 100%;
  }

  .examples h2 {
    color: var(--page-muted);
    font-size: 13px;
    font-weight: 600;
    margin-block-end: 6px;
  }

  .examples ul {
    background: var(--page-surface);
    border: 1px solid var(--page-line);
    border-radius: var(--page-radius);
    list-style: none;
    overflow: hidden;
  }

  .examples li + li {
    border-block-start: 1px solid var(--page-line);
  }

  .examples a {
    color: inherit;
    display: block;
    font-size: 13px;
    outline-offset: -2px;
    padding: 9px 14px;
    text-decoration: none;
  }

  .examples a::first-letter {
    text-transform: uppercase;
  }

  .examples a:hover {
    background: var(--page-hover);
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (width < 720px) {
    .body {
      display: flex;
      flex-direction: column;
    }

    conversations-panel {
      border-inline-end: 0;
      flex: none;
    }

    conversations-panel[data-collapsed] {
      display: none;
    }
  }
`,Vi=2e4,Hi=5e3,Ui=1e4,Wi=new Set([`PERMISSION_DENIED`,`NOT_FOUND`,`BAD_USER_INPUT`,`GRAPHQL_VALIDATION_FAILED`,`COST_LIMIT`]),Gi=class{url;token;document;handlers;create;#e;#t;#n;#r=0;#i=!1;constructor(e,t,n,r,i=Rn){this.url=e,this.token=t,this.document=n,this.handlers=r,this.create=i,addEventListener(`online`,this.#c),this.#a()}stop(){this.#i=!0,removeEventListener(`online`,this.#c),this.#l()}#a(){let e,t=setTimeout(()=>n.terminate(),Ui),n=this.create({url:this.url,connectionParams:{Authorization:`Bearer ${this.token}`},retryAttempts:0,keepAlive:Vi,on:{connected:()=>clearTimeout(t),ping:t=>{t||(e=setTimeout(()=>n.terminate(),Hi))},pong:()=>clearTimeout(e),closed:()=>{clearTimeout(t),clearTimeout(e)}}});this.#e=n,this.#t=n.subscribe({query:this.document.toString()},{next:({data:e})=>{n===this.#e&&(this.#r=0,e&&this.handlers.next(e))},error:e=>n===this.#e&&this.#o(e),complete:()=>n===this.#e&&this.#o(void 0)})}#o(e){this.#l();let t=Array.isArray(e)&&e[0]?G(e[0]):void 0,n=t?.code??e?.code;n===4401||n===4403||n===`UNAUTHENTICATED`?this.handlers.expired():Wi.has(String(n))?this.handlers.refused():this.#s(t?.retryAfterSeconds)}#s(e=0){this.#r===0&&this.handlers.interrupted(),this.#i||(this.#n=setTimeout(this.#c,Math.max(Zn(this.#r),e*1e3)),this.#r+=1)}#c=()=>{this.#n!==void 0&&(clearTimeout(this.#n),this.#n=void 0,this.#a())};#l(){clearTimeout(this.#n),this.#n=void 0;let e=this.#e;this.#e=void 0,this.#t?.(),this.#t=void 0,e?.dispose()}},Ki=1e4,qi=class{create;#e;#t;#n;#r;list;connection=`connecting`;clockOffset=0;constructor(e,t,n){this.create=n,this.#e=e,this.#t=t,e.addController(this)}hostDisconnected(){this.stop()}start(e,t,n){this.stop(),this.list=n,this.connection=`connecting`;let r=new URL(e,location.href);r.protocol=r.protocol.replace(`http`,`ws`);let i={next:({myConversationsChanged:e})=>{this.#i(e.conversations,Date.parse(e.at))},interrupted:()=>{this.connection!==`late`&&this.#a(`interrupted`)},refused:()=>{clearTimeout(this.#r),this.#a(`unavailable`)},expired:()=>this.#t.expired(t)};this.#n=new Gi(r.href,t,$t,i,this.create),this.#r=setTimeout(()=>this.#a(`late`),Ki)}stop(){clearTimeout(this.#r),this.#n?.stop(),this.#n=void 0,this.list=void 0}#i(e,t){clearTimeout(this.#r);let n=this.list;if(this.list=e,this.clockOffset=t-Date.now(),this.#a(`live`),n===void 0)return;let r=new Set(n.filter(Ji).map(({id:e})=>e)),i=e.filter(e=>Ji(e)&&!r.has(e.id));i.length>0&&this.#t.ringing(i)}#a(e){this.connection=e,this.#e.requestUpdate()}};function Ji({state:e}){return e===`ALERTING`}var Yi={kind:`none`};function Xi(e){let t=e.searchParams.get(`conversationId`);if(t)return{kind:`conversation`,id:t};let n=/^\/journey\/([^/]+)\/?$/.exec(e.pathname)?.[1];return n===void 0?Yi:{kind:`customer`,id:$i(n)}}function Zi(e,t){let n=e.kind===`customer`?`/journey/${encodeURIComponent(e.id)}`:`/journey`,r=new URLSearchParams;e.kind===`conversation`&&r.set(`conversationId`,e.id);let i=t.searchParams.get(`locale`);return i&&r.set(`locale`,i),r.size===0?n:`${n}?${r}`}function Qi(e,t){return e.kind===t.kind&&(e.kind===`none`||t.kind!==`none`&&e.id===t.id)}function $i(e){try{return decodeURIComponent(e)}catch{return e}}var ea=`journey-gateway:journey-token`,ta=class{#e;#t;constructor(e,t){this.#e=e,this.#t=e.getItem(ea)??t}get token(){return this.#t}use(e){this.#t=e,this.#e.setItem(ea,e)}expire(e){return e===``||e!==this.#t?!1:(this.use(``),!0)}},na=[{anyOf:[`externalContacts:session:view`]},{anyOf:[`journey:event:view`]},{anyOf:[`journey:session:view`,`journey:sessiontype:view`]}];function ra(e){let t=e.map(e=>e.toLowerCase().split(`:`)),n=e=>{let n=e.toLowerCase().split(`:`);return t.some(e=>n.every((t,n)=>e[n]===`*`||e[n]===t))};return na.filter(({anyOf:e})=>!e.some(n))}async function ia(e,t){let{data:n,errors:r}=await dn(e,t,Zt,{}),{name:i,permissions:a,capabilities:o,conversations:s}=n.viewer,c=s===null&&r.some(({path:e})=>e?.[1]===`conversations`);return{name:i,mayUseTab:o.journeyTab,missing:o.journeyTab?[]:ra(a),conversations:c?void 0:s}}var aa=3,oa=new Set([`PERMISSION_DENIED`,`VIEWER_RIGHTS_UNKNOWN`,`HTTP_403`]),sa=class{#e;#t;#n;#r;settings;phase={kind:`loading`};place=Yi;constructor(e,t){this.#e=e,this.#t=t,e.addController(this)}get token(){return this.#n?.token??``}hostConnected(){addEventListener(`popstate`,this.#c),this.start()}hostDisconnected(){removeEventListener(`popstate`,this.#c),clearTimeout(this.#r)}async start(){this.#a();try{this.settings=await mn()}catch{return this.#o(void 0,()=>this.start())}this.#n=new ta(V,this.settings.token);let e=new URL(location.href);if(yt(e)){let t=xt(e,V)??Zi(Yi,e);history.replaceState(null,``,t)}if(this.place=Xi(new URL(location.href)),yt(e)&&this.settings.login!==null)try{this.#n.use(await St(this.settings.login,e,V))}catch(e){if(!(e instanceof B))throw e;if(e.problem.kind!==`not-started-here`||this.token===``)return this.#s({kind:`sign-in-failed`,problem:e.problem})}await this.#i()}async signIn(){let e=this.settings?.login;if(!e)return;let t=new URL(location.href);try{location.assign(await bt(e,t,Zi(this.place,t),V))}catch(e){if(!(e instanceof B))throw e;this.#s({kind:`sign-in-failed`,problem:e.problem})}}signOut(){this.#n?.use(``),this.#s({kind:`signed-out`,expired:!1})}async use(e){this.#n?.use(e),await this.#i()}expire(e){this.#n?.expire(e)&&this.#s({kind:`signed-out`,expired:!0})}go(e){Qi(e,this.place)||(this.place=e,history.pushState(null,``,Zi(e,new URL(location.href))),this.#e.requestUpdate())}async#i(){let{settings:e,token:t}=this;if(e!==void 0){if(t===``)return this.#s({kind:`signed-out`,expired:!1});this.#a();try{let n=await ia(e.endpoint,t);if(t!==this.token)return;this.#s(n.mayUseTab?{kind:`ready`,viewer:n}:{kind:`denied`,viewer:n})}catch(e){if(!(e instanceof W))throw e;if(t!==this.token)return;e.reason===`signed-out`?this.expire(t):oa.has(e.code)?this.#s({kind:`refused`,message:e.message}):this.#o(e.retryAfterSeconds,()=>this.#i())}}}#a(){this.phase.kind!==`unavailable`&&this.#s({kind:`loading`})}#o(e,t){this.#s({kind:`unavailable`,retryAfter:e}),this.#r=setTimeout(t,(e??aa)*1e3)}#s(e){clearTimeout(this.#r),this.phase=e,this.#t(e),this.#e.requestUpdate()}#c=()=>{this.place=Xi(new URL(location.href)),this.#e.requestUpdate()}};function ca(e,t){switch(e.kind){case`signed-out`:return $(ft,H(e.expired?`expiredTitle`:`signedOutTitle`),t.canSignIn?A`<p class="quiet">${H(e.expired?`expiredHint`:`signedOutHint`)}</p>`:ua(t),la(t,`signIn`));case`sign-in-failed`:return $(pt,H(`signInFailedTitle`),da(e.problem),la(t,`tryAgain`));case`denied`:return $(dt,H(`deniedTitle`),fa(e.viewer.missing));case`refused`:return $(dt,H(`refusedTitle`),A`<p class="quiet">${e.message}</p>`,la(t,`signIn`));case`unavailable`:return $(mt,H(`unavailableTitle`),A`<p class="quiet">
          ${e.retryAfter===void 0?H(`unavailableHint`):H(`rateLimited`,{seconds:e.retryAfter})}
        </p>`,A`<button class="secondary" type="button" @click=${t.retry}>${H(`tryAgain`)}</button>`);default:return}}function $(e,t,n,r=N){return A`<div class="plain"><span class="picture">${e}</span><h2 tabindex="-1">${t}</h2>${n}${r}</div>`}function la(e,t){return e.canSignIn?A`<button class="primary" type="button" @click=${e.signIn}>${H(t)}</button>`:N}function ua({hasPersonas:e}){return A`<p class="quiet">${H(e?`noPersona`:`noLogin`)}</p>`}function da(e){if(e.kind!==`refused`)return A`<p class="quiet">${H(`signInFailed.${e.kind}`)}</p>`;let t=`signInFailed.${e.error}`,n=[e.error,e.description].filter(e=>e!==``).join(`: `);return A`<p>${H(Ft(t)?t:`signInFailed.other`)}</p>
    <p class="quiet report">${H(`signInReport`,{report:n})}</p>`}function fa(e){return A`<p class="quiet">${H(`deniedHint`)}</p>
    <ul class="permissions">
      ${e.map(({anyOf:e})=>A`<li>
            ${e.map((e,t)=>A`${t>0?A`<span class="quiet"> ${H(`or`)} </span>`:N}
                  <span class="permission"><strong>${Hr(e)}</strong> <code>${e}</code></span>`)}
          </li>`)}
    </ul>`}var pa=o`
  .plain {
    align-items: center;
    display: flex;
    flex-direction: column;
    gap: 12px;
    margin: auto;
    max-width: 30rem;
    padding: 24px;
    text-align: center;
  }

  .plain h2 {
    font-size: 19px;
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.25;
    outline: none;
    text-wrap: balance;
  }

  .plain p {
    text-wrap: pretty;
  }

  .plain button {
    margin-block-start: 8px;
  }

  .picture {
    align-items: center;
    background: var(--page-accent-soft);
    border-radius: 16px;
    color: var(--page-accent);
    display: flex;
    height: 56px;
    justify-content: center;
    width: 56px;
  }

  .picture svg {
    height: 28px;
    width: 28px;
  }

  .report {
    font-size: 13px;
    overflow-wrap: anywhere;
  }

  .permissions {
    border: 1px solid var(--page-line);
    border-radius: var(--page-radius);
    list-style: none;
    text-align: start;
    width: 100%;
  }

  .permissions li {
    background: var(--page-surface);
    padding: 10px 14px;
  }

  .permissions li:first-child {
    border-start-end-radius: inherit;
    border-start-start-radius: inherit;
  }

  .permissions li:last-child {
    border-end-end-radius: inherit;
    border-end-start-radius: inherit;
  }

  .permissions li + li {
    border-block-start: 1px solid var(--page-line);
  }

  .permission {
    display: block;
  }

  .permission code {
    color: var(--page-muted);
    display: block;
    font-size: 12px;
    overflow-wrap: anywhere;
  }
`,ma=class extends L{static properties={tabOpen:{state:!0},panelOpen:{state:!0},customerName:{state:!0},announcement:{state:!0}};#e;#t=!1;#n;#r=new sa(this,e=>this.#a(e));#i=new qi(this,{expired:e=>this.#r.expire(e),ringing:e=>{this.announcement=e.map(e=>H(`incoming`,{channel:U(e),customer:e.customer?.displayName??H(`unknownCustomer`)})).join(`. `)}});constructor(){super(),this.tabOpen=!1,this.panelOpen=!1,this.announcement=``}#a(e){this.customerName=void 0,this.#e=void 0,this.#i.stop(),this.#t&&e.kind!==`ready`&&this.#o();let{settings:t,token:n,place:r}=this.#r;if(e.kind!==`ready`||!t)return;this.#t||(this.#t=!0,this.tabOpen=r.kind!==`none`,this.panelOpen=r.kind===`none`);let{conversations:i}=e.viewer;i!==null&&this.#i.start(t.endpoint,n,i)}async#o(){await this.updateComplete,this.renderRoot.querySelector(`.plain h2`)?.focus()}willUpdate(){let{place:e}=this.#r;this.#n&&!Qi(e,this.#n)&&(this.customerName=void 0),this.#n=e;let t=e.kind===`conversation`&&this.#i.list?.find(({id:t})=>t===e.id);t?this.#e=t:e.kind!==`conversation`||this.#e?.id!==e.id?this.#e=void 0:this.#i.connection===`live`&&this.#e.state!==`ENDED`&&(this.#e={...this.#e,state:`ENDED`})}render(){let{phase:e,settings:t,token:n}=this.#r;return A`
      <top-bar role="banner" .settings=${t} .token=${n} .viewerName=${(e.kind===`ready`||e.kind===`denied`?e.viewer:void 0)?.name??null} .panelOpen=${this.panelOpen}
        .hasPanel=${e.kind===`ready`} .count=${this.#i.list?.length}
        @page-panel=${()=>this.panelOpen=!this.panelOpen}
        @page-persona=${({detail:e})=>this.#r.use(e)}
        @page-sign-out=${()=>this.#r.signOut()}></top-bar>
      ${e.kind===`ready`?this.#c(e.viewer.conversations===null):this.#s()}
      <div class="hidden-text" role="status">${this.announcement}</div>
    `}#s(){let{phase:e,settings:t}=this.#r;return A`<main>${ca(e,{canSignIn:!!t?.login,hasPersonas:!!t?.personas.length,signIn:()=>this.#r.signIn(),retry:()=>this.#r.start()})??A`<div class="loading" role="status" aria-label=${H(`loading`)}></div>`}</main>`}#c(e){let{place:t}=this.#r;return A`<div class="body">
      <conversations-panel role="navigation" aria-label=${H(`conversations`)} ?data-collapsed=${!this.panelOpen}
        .list=${this.#i.list} .isClient=${e}
        .connection=${this.#i.connection} .clockOffset=${this.#i.clockOffset}
        .selected=${t.kind===`conversation`?t.id:void 0}
        @page-conversation=${({detail:e})=>this.#m({kind:`conversation`,id:e})}>
      </conversations-panel>
      <main>${this.#l(t)}</main>
    </div>`}#l(e){if(e.kind===`none`)return this.#f();let{settings:t,token:n}=this.#r,r=t?.endpoint??``;return e.kind===`customer`?this.#d(e,r,n):A`
      <interaction-bar .conversation=${this.#e} .customerName=${this.customerName} .tabOpen=${this.tabOpen}
        .clockOffset=${this.#i.clockOffset} .endpoint=${r} .token=${n}
        @page-tab=${()=>this.tabOpen=!this.tabOpen}></interaction-bar>
      ${this.tabOpen?this.#d(e,r,n):this.#u()}
    `}#u(){return $(lt,H(`tabClosed`),A`<p class="quiet">${H(`tabClosedHint`)}</p>`,A`<button class="primary" type="button" @click=${()=>this.tabOpen=!0}>${H(`openTab`)}</button>`)}#d(e,t,n){return e.kind===`conversation`&&this.#e?.customer===null?$(lt,H(`notLinked`),A`<p class="quiet">${H(`notLinkedHint`)}</p>`):A`<customer-journey endpoint=${t} locale=${zt} .token=${n}
      customer-id=${e.kind===`customer`?e.id:N}
      conversation-id=${e.kind===`conversation`?e.id:N}
      @journey-customer=${({detail:e})=>this.customerName=e.displayName??void 0}
      @journey-token-expired=${()=>this.#r.expire(n)}></customer-journey>`}#f(){let e=this.#r.settings?.customers??[];return A`${$(lt,H(`selectTitle`),A`<p class="quiet">${H(`selectHint`)}</p>
        ${e.length===0?N:A`<section class="examples" aria-label=${H(`examples`)}>
              <h2>${H(`examples`)}</h2>
              <ul>
                ${e.map(({id:e,shows:t})=>A`<li><a href="/journey/${e}" @click=${t=>this.#p(t,e)}>${t}</a></li>`)}
              </ul>
            </section>`}`)}`}#p(e,t){e.ctrlKey||e.metaKey||e.shiftKey||(e.preventDefault(),this.#m({kind:`customer`,id:t}))}#m(e){this.panelOpen=!1,this.#r.go(e)}static styles=[qt,pa,Bi]};customElements.define(`journey-app`,ma),document.documentElement.lang=zt,document.title=H(`title`);